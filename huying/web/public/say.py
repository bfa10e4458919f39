"""Saying something, and what is said already that is like it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core import files
from huying.core.errors import HuyingError, TooMany
from huying.core.models import StoredFile
from huying.core.permissions import PUBLIC
from huying.core.textclean import strip_unwanted
from huying.listening.twin_queries import similar_public
from huying.town.models import Division, Point
from huying.voices import actions
from huying.voices.actions import Said
from huying.voices.models import Channel, Kind, Voice
from huying.web.forms import attempt, new_key
from huying.web.public.forms import MOST_PHOTOS, SHOWN_AGAIN, SayForm
from huying.web.visitor import limit

KEPT_SECONDS = files.FORM_DAYS * 24 * 3600
ENOUGH_TO_COMPARE = 6
SALT = "say-kept"


def say(request: HttpRequest, point: str = "") -> HttpResponse:
    """The page on which a resident says something; `point` is the one whose QR code was scanned."""
    scanned = None
    if point:
        scanned = get_object_or_404(Point.objects.select_related("division"), key=point)
        if not scanned.active:  # its poster may hang for years
            return HttpResponseRedirect(reverse("public-say", args=[request.town.slug]))
    if request.method == "POST":
        return _take(request, scanned)
    kind = request.GET.get("kind", "")
    form = SayForm(
        initial={
            "client_key": new_key(),
            "kind": kind if kind in Kind.values else Kind.PROBLEM,
            "division": scanned.division_id if scanned else None,
            "thanks": f"point:{scanned.pk}" if scanned else "",
        }
    )
    return _show(request, form, scanned)


def _take(request: HttpRequest, scanned: Point | None) -> HttpResponse:
    form = SayForm(request.POST, request.FILES)
    form.is_valid()
    key = form.cleaned_data.get("client_key") or new_key()
    before = list(Voice.objects.filter(client_key=key).values_list("token", flat=True)[:1])
    if before:
        return _done(request, before[0])
    try:
        limit(request, "say")
    except TooMany as error:
        # The words stay on the page, which an error page of its own would lose.
        form.add_error(None, str(error))
        return _show(request, form, scanned, key=key, status=429)
    kept = [] if form.cleaned_data.get("drop") else _kept(form, key)
    kept = _keep_uploads(request, form, kept)
    if not form.errors:
        said = _said(form.cleaned_data | form.thanked(), key, scanned, kept)
        voice = attempt(form, actions.say, town=request.town, by=PUBLIC, said=said)
        if voice is not None:
            return _done(request, voice.token)
    return _show(request, form, scanned, key=key, kept=kept, status=422)


def _said(clean: dict[str, Any], key: str, scanned: Point | None, kept: list[StoredFile]) -> Said:
    names = (
        "text", "kind", "division", "place", "name", "reach", "consent_pass_on", "consent_publish",
        "thanks_unit", "thanks_point", "thanks_deputy",
    )  # fmt: skip
    return Said(
        channel=Channel.QR if scanned else Channel.WEB, point=scanned, client_key=key, files=kept,
        **{name: clean[name] for name in names if name in clean},
    )  # fmt: skip


def _done(request: HttpRequest, token: str) -> HttpResponse:
    url = reverse("public-voice", args=[request.town.slug, token])
    return HttpResponseRedirect(f"{url}?new=1")


def _kept(form: SayForm, key: str) -> list[StoredFile]:
    """The files that came in with an earlier attempt of this same voice."""
    try:
        tokens = signing.loads(
            form.cleaned_data.get("kept") or "", salt=f"{SALT}:{key}", max_age=KEPT_SECONDS
        )
    except signing.BadSignature:
        return []
    found = {one.token: one for one in StoredFile.objects.filter(token__in=tokens)}
    return [found[token] for token in tokens if token in found]


def _keep_uploads(request: HttpRequest, form: SayForm, kept: list[StoredFile]) -> list[StoredFile]:
    """Store the photos and the clip of this attempt; what cannot be taken is said at its field.

    A browser that sends its draft again sends the same photos again: they are not stored twice.
    """
    kept = list(kept)
    known = {one.original_sha256 for one in kept}
    uploads = [one for one in form.cleaned_data.get("photos") or [] if _digest(one) not in known]
    room = MOST_PHOTOS - sum(one.kind == StoredFile.Kind.PHOTO for one in kept)
    if len(uploads) > room:
        form.add_error("photos", _("照片最多6张，多出来的没有收下。"))
    for number, upload in enumerate(uploads[:room], start=1):
        try:
            kept.append(files.keep_photo(request.town, upload, upload.name or ""))
        except HuyingError as error:
            form.add_error("photos", _("第%(n)s张：%(why)s") % {"n": number, "why": error})
    clip = form.cleaned_data.get("clip")
    if clip and _digest(clip) not in known:
        try:
            new = files.keep_clip(request.town, clip, clip.name or "")
        except HuyingError as error:
            form.add_error("clip", str(error))
        else:
            kept = [one for one in kept if one.kind != StoredFile.Kind.CLIP] + [new]
    return kept


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _show(
    request: HttpRequest,
    form: SayForm,
    scanned: Point | None,
    *,
    key: str = "",
    kept: list[StoredFile] | None = None,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound:
        form.offer_thanks()
        kept = kept if kept is not None else _kept(form, key)
        form.data = form.data.copy()
        form.data["client_key"] = key
        form.data["text"] = strip_unwanted(form.data.get("text", ""))[:SHOWN_AGAIN]
        tokens = [one.token for one in kept]
        form.data["kept"] = signing.dumps(tokens, salt=f"{SALT}:{key}") if tokens else ""
        form.data.pop("drop", None)
    form.fields["text"].widget.attrs |= {
        "hx-post": reverse("public-similar", args=[request.town.slug]),
        "hx-trigger": "input changed delay:900ms",
        "hx-target": "#similar",
        "hx-params": "text,division,csrfmiddlewaretoken",
    }
    photos = sum(one.kind == StoredFile.Kind.PHOTO for one in kept or [])
    clips = len(kept or []) - photos
    context = {"form": form, "point": scanned, "kept_photos": photos, "kept_clips": clips}
    return render(request, "public/say.html", context, status=status)


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """A fragment: public matters like what is being written, to say "me too" to instead."""
    limit(request, "similar")
    text = strip_unwanted(request.POST.get("text", ""))[:600].strip()
    division = None
    if request.POST.get("division", "").isdecimal():
        division = Division.objects.filter(pk=request.POST["division"][:18]).first()
    found = []
    if len(text) >= ENOUGH_TO_COMPARE:
        found = similar_public(request.town, text, division, limit=3)
    return render(request, "public/_similar.html", {"found": found})
