"""The keeper's desk: write down, hand out the slip, read the answer, take down the verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.core import clock, files
from huying.core.errors import HuyingError
from huying.core.models import StoredFile, Town
from huying.core.permissions import Role
from huying.handling import judging
from huying.handling.models import PRESENT, Verdict
from huying.listening.paper import Read, can_read, joined
from huying.listening.paper import read as read_papers
from huying.listening.paper import say as say_read
from huying.town.models import Point
from huying.voices import actions
from huying.voices.models import Channel, Voice, VoiceContact
from huying.voices.queries import WAITING_STATES, came_to_an_end
from huying.voices.states import FINISHED_STATES
from huying.web.forms import attempt, new_key
from huying.web.paging import keyset
from huying.web.public.forms import MOST_PHOTOS, JudgeForm, TrackForm
from huying.web.public.queries import view_of
from huying.web.station import paper
from huying.web.station.forms import EnterForm


def _voices(request: HttpRequest) -> QuerySet[Voice]:
    """Voices of the keeper's own points; the staff see all."""
    voices = Voice.objects.select_related("matter", "point")
    if request.actor.has(Role.STAFF):
        return voices
    return voices.filter(point__in=request.actor.point_ids)


def _to_read_out(voices: QuerySet[Voice], town: Town) -> QuerySet[Voice]:
    """Answered, no contact left, and the answer not judged: somebody has to tell them.

    Who came by a merge to a matter that had its last word before is waited for as long as one may
    judge an answer.
    """
    judged = Verdict.objects.filter(PRESENT, voice=OuterRef("pk"))
    reachable = VoiceContact.objects.filter(voice=OuterRef("pk")).exclude(channel="")
    since = clock.now() - judging.rating_window(town)
    late = Q(pk__in=came_to_an_end(town, since), matter__state__in=FINISHED_STATES)
    return voices.filter(
        Q(matter__state="answered") | late, ~Exists(judged), ~Exists(reachable), state="received"
    )


def desk(request: HttpRequest) -> HttpResponse:
    """Answers to read out first, then what was written down here."""
    voices = _voices(request)
    context = {
        "to_read": list(
            _to_read_out(voices, request.town).order_by("matter__answered_at", "id")[:20]
        ),
        "rows": keyset(request, voices, ("-id",)),
    }
    return render(request, "station/desk.html", context)


def enter(request: HttpRequest) -> HttpResponse:
    """Write down what somebody says, with where it comes from."""
    form = EnterForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and "read" in request.POST:
        return _read(request, form)
    stored, read = _waiting(form) if form.is_bound else ([], None)
    if request.method == "POST" and form.is_valid():
        voice = _enter(request, form, stored, read)
        if voice is not None:
            messages.success(request, _("记下了。请把回执打印给他。"))
            url = reverse("station-slip", args=[request.town.slug, voice.pk])
            return HttpResponseRedirect(url)
    return _form(request, form, stored, read)


def _form(
    request: HttpRequest, form: EnterForm, stored: list[StoredFile], read: Read | None
) -> HttpResponse:
    context = {
        "form": form, "pictures": paper.shown(request, stored), "read": read, "can_read": can_read(),
    }  # fmt: skip
    return render(request, "station/enter.html", context)


def _enter(
    request: HttpRequest, form: EnterForm, waiting: list[StoredFile], read: Read | None
) -> Voice | None:
    stored = [*waiting, *_photos(request, form)]
    if form.errors:
        return None
    about = {"town": request.town, "by": request.actor, "said": _said(form, stored)}
    if read is not None:
        return attempt(form, say_read, read=read, **about)
    return attempt(form, actions.say, **about)


def _waiting(form: EnterForm) -> tuple[list[StoredFile], Read | None]:
    """The pictures of a paper that was read before, with what was read from them."""
    return paper.kept(form.data.get("kept", ""), form.data.get("client_key", ""))


def _read(request: HttpRequest, form: EnterForm) -> HttpResponse:
    """Read the photos into the form; nothing is entered yet, and nothing that was typed is lost."""
    form.full_clean()
    before, earlier = _waiting(form)
    form.cleaned_data["channel"] = Channel.PAPER
    form.errors.clear()
    new = _photos(request, form, room=MOST_PHOTOS - len(before))
    if not new and not form.errors:
        form.add_error("photos", _("先选纸件的照片，再点识读。"))
    read = attempt(form, read_papers, stored=new) if not form.errors else None
    if read is None:
        return _form(request, form, before, earlier)
    stored = [*before, *new]
    whole = joined(earlier, read)
    typed = paper.filled(request.POST.dict(), read, form.initial.get("division"))
    key = form.cleaned_data.get("client_key") or new_key()
    typed |= {"client_key": key, "kept": paper.keep(stored, whole, key)}
    return _form(request, EnterForm(initial=typed, actor=request.actor), stored, whole)


def _photos(request: HttpRequest, form: EnterForm, room: int = MOST_PHOTOS) -> list[StoredFile]:
    uploads = form.cleaned_data.get("photos") or []
    if len(uploads) > room:
        form.add_error("photos", _("照片最多6张，多出来的没有收下。"))
        return []
    paper = form.cleaned_data["channel"] == Channel.PAPER
    kind = StoredFile.Kind.PAPER if paper else StoredFile.Kind.PHOTO
    stored = []
    for number, upload in enumerate(uploads, start=1):
        try:
            stored.append(files.keep_photo(request.town, upload, upload.name or "", kind=kind))
        except HuyingError as error:
            form.add_error("photos", _("第%(n)s张：%(why)s") % {"n": number, "why": error})
    return stored


def _said(form: EnterForm, stored: list[StoredFile]) -> actions.Said:
    told: dict[str, Any] = dict(form.cleaned_data)
    del told["photos"], told["kept"]
    return actions.Said(files=stored, **told)


def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip to print, for who entered it, the point's keepers and the staff."""
    own = Voice.objects.filter(pk=pk, entered_by_id=request.actor.account_id)
    voice = own.select_related("point").first() or get_object_or_404(_voices(request), pk=pk)
    link = settings.HUYING_PUBLIC_URL + reverse(
        "public-voice", args=[request.town.slug, voice.token]
    )
    return render(request, "station/slip.html", {"voice": voice, "link": link})


def find(request: HttpRequest) -> HttpResponse:
    """From the code on a slip to the page where the answer is read out."""
    form = TrackForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        voice = _voices(request).filter(code=form.cleaned_data["code"]).first()
        if voice is not None:
            url = reverse("station-verdict", args=[request.town.slug, voice.pk])
            return HttpResponseRedirect(url)
        form.add_error("code", _("这里没有这个查询码。别的联络点记的，请到那里或人大办办理。"))
    return render(request, "station/find.html", {"form": form})


def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the answer to a person and take down what they make of it, marked as such."""
    voice = get_object_or_404(_voices(request), pk=pk, state="received")
    matter = actions.standing(voice.matter)
    view = view_of(matter)
    form: forms.Form = JudgeForm(request.POST or None)
    if request.method == "POST" and view.judgeable and form.is_valid():
        given = attempt(
            form, judging.judge, by=request.actor, voice=voice, taken_by=Verdict.By.KEEPER,
            **form.cleaned_data,
        )  # fmt: skip
        if given is not None:
            messages.success(request, _("他的评价记下了，注明是您代录的。"))
            return HttpResponseRedirect(reverse("station-desk", args=[request.town.slug]))
    before = Verdict.objects.filter(PRESENT, voice=voice).first()
    context = {
        "voice": voice, "view": view, "judge": form, "verdict": before, "judge_url": request.path,
        "owed": matter.state in (*WAITING_STATES, "with_town"),
    }  # fmt: skip
    return render(request, "station/verdict.html", context)


def poster(request: HttpRequest, key: str) -> HttpResponse:
    """The A4 poster of a point, with its QR code, reception day and deputies; `all` prints every one."""
    points = (
        Point.objects.filter(active=True).select_related("division").prefetch_related("deputies")
    )
    if key != "all":
        points = points.filter(key=key)
    rows = [
        {
            "point": point,
            "deputies": [deputy for deputy in point.deputies.all() if deputy.active],
            "url": settings.HUYING_PUBLIC_URL
            + reverse("public-say-at", args=[request.town.slug, point.key]),
        }
        for point in points
    ]
    if not rows:
        raise Http404
    return render(request, "station/poster.html", {"rows": rows})
