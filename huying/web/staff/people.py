"""The people behind a matter: asking back, opening a contact, files; and who else has it open."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core import clock, files
from huying.core.models import StoredFile
from huying.handling import withdrawal
from huying.voices import actions
from huying.voices.models import Presence, Voice
from huying.web.forms import attempt
from huying.web.staff.forms import AskForm, WhyForm
from huying.web.staff.matter import context_of, find
from huying.web.staff.steps import url_of

HERE_SECONDS = 30


def _voice(pk: int) -> Voice:
    voice = Voice.objects.select_related("matter").filter(pk=pk).first()
    if voice is None:
        raise Http404
    return voice


@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that this person has the matter open; answers who else has, and whether it changed."""
    matter = find(pk)
    now = clock.now()
    Presence.objects.update_or_create(
        matter=matter, account_id=request.actor.account_id,
        defaults={"name": request.actor.name, "seen_at": now},
    )  # fmt: skip
    others = matter.presences.filter(seen_at__gt=now - dt.timedelta(seconds=HERE_SECONDS)).exclude(
        account_id=request.actor.account_id
    )
    context = {
        "matter": matter, "names": list(others.order_by("name").values_list("name", flat=True)),
        "changed": request.POST.get("version") != str(matter.version),
    }  # fmt: skip
    return render(request, "staff/_presence.html", context)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who said it something; it appears at their link, their contact stays sealed."""
    voice = _voice(pk)
    form = AskForm(request.POST, auto_id=f"ask_{pk}_%s")
    if form.is_valid():
        attempt(
            form, actions.ask_back, voice=voice, by=request.actor, text=form.cleaned_data["text"]
        )
    if form.errors:
        matter = find(voice.matter_id)
        context = context_of(request, matter, **{f"ask_{pk}": form})
        return render(request, "staff/matter.html", context, status=400)
    messages.success(request, _("已经问了%(code)s，回话会出现在这一页。") % {"code": voice.code})
    return HttpResponseRedirect(url_of(request, voice.matter))


def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why; then show the sealed contact this once. The look is in the ledger."""
    voice = _voice(pk)
    form = WhyForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = attempt(
            form, actions.open_contact, voice=voice, by=request.actor, why=form.cleaned_data["why"]
        )
    context = {
        "voice": voice, "form": form, "shown": shown, "back_url": url_of(request, voice.matter),
    }  # fmt: skip
    return render(request, "staff/contact.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one voice of a matter because its resident asked for it."""
    voice = _voice(pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        attempt(
            form, withdrawal.withdraw_voice, voice=voice, by=request.actor,
            reason=form.cleaned_data["why"],
        )  # fmt: skip
    if form.errors:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    else:
        messages.success(request, _("已撤回%(code)s。") % {"code": voice.code})
    return HttpResponseRedirect(url_of(request, voice.matter))


def stored(request: HttpRequest, token: str) -> HttpResponse:
    """A photo (`?thumb=1` for its small one) or clip, as the resident sent it."""
    found = StoredFile.objects.filter(token=token).first()
    if found is None:
        raise Http404
    small = request.GET.get("thumb") and found.kind != StoredFile.Kind.CLIP
    path = files.thumb_of(found) if small else files.path_of(found)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type=found.mime)
