"""The resident's own pages: by the secret link everything, by the short code the state and answer.

A code has eight characters, is printed and read out, and could be guessed with patience. So it only
shows where the matter stands and what was answered. Judging, the questions asked back, the words
themselves and withdrawing need the link, or the code together with the end of the phone number (or
the mail address) that was left; wrong guesses of that are counted for each voice.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core import sealing
from huying.core.limits import count_hit
from huying.handling import judging, withdrawal
from huying.handling.models import PRESENT, Verdict
from huying.voices import actions
from huying.voices.actions import REACH, standing
from huying.voices.models import Support, Voice, VoiceContact
from huying.voices.states import VOICE
from huying.web.forms import attempt
from huying.web.public import queries
from huying.web.public.forms import JudgeForm, ProveForm, TellForm, TrackForm
from huying.web.visitor import limit

TICKET_SECONDS = 24 * 3600
SALT = "track"
GUESSES, GUESS_SECONDS = 5, 3600


def track(request: HttpRequest) -> HttpResponse:
    """Enter a code; a known one leads to where its matter stands."""
    if request.method != "POST":
        return render(request, "public/track.html", {"form": TrackForm()})
    limit(request, "track")
    form = TrackForm(request.POST)
    if form.is_valid():
        voice = Voice.objects.filter(town=request.town, code=form.cleaned_data["code"]).first()
        if voice is not None:
            ticket = signing.dumps(voice.pk, salt=SALT)
            return HttpResponseRedirect(reverse("public-status", args=[request.town.slug, ticket]))
        form.add_error("code", _("没有找到这个查询码。请对照回执再填一次，或问联络站。"))
    return render(request, "public/track.html", {"form": form}, status=422)


def status(request: HttpRequest, ticket: str) -> HttpResponse:
    """What a code shows: the state and the answer; with the end of the number left, the whole page."""
    try:
        pk = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("public-track", args=[request.town.slug]))
    rows = Voice.objects.filter(town=request.town).select_related("matter__division")
    voice = rows.filter(pk=pk).first()
    if voice is None:
        raise Http404
    voice.matter = standing(voice.matter)
    contact = VoiceContact.objects.filter(voice=voice).exclude(channel="").first()
    form = ProveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and contact is not None:
        limit(request, "track")
        count_hit("prove", str(voice.pk), limit=GUESSES, seconds=GUESS_SECONDS)
        if _proves(form.cleaned_data["proof"], contact):
            return HttpResponseRedirect(_link(request, voice))
        form.add_error("proof", _("和您留的联系方式对不上。请再看一看，或打开当时保存的链接。"))
    view = queries.view_of(voice.matter)
    if not voice.matter.public:
        view.case_photos = []  # a code opens no files
    context = {"voice": voice, "view": view, "contact": contact, "form": form}
    code = 422 if form.errors else 200
    return _private(render(request, "public/status.html", context, status=code))


def _proves(proof: str, contact: VoiceContact) -> bool:
    reach = sealing.unseal(bytes(contact.reach), context=REACH)
    if contact.channel == "mail":
        return proof.strip().lower() == reach.lower()
    return proof.strip() == reach[-4:]


def voice(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a voice's secret link."""
    return _voice(request, queries.voice_by_token(request.town, token))


def _voice(request: HttpRequest, found: Voice, **forms: Any) -> HttpResponse:
    by = queries.speaker(found)
    verdict = Verdict.objects.filter(PRESENT, voice=found).first()
    context = {
        "voice": found,
        "view": queries.view_of(found.matter),
        "files": _files(request, found),
        "relays": list(found.relays.all()),
        "verdict": verdict,
        "link": _full_link(request, found),
        "new": request.GET.get("new") == "1",
        "may_withdraw": VOICE.may("withdraw", by, found)
        and found.matter.state in ("new", "with_town", "for_suggestion", "at_county"),
        "judge_url": _step(request, found, "public-voice-judge"),
        "judge": forms.get("judge") or _judge_form(verdict),
        "tell": forms.get("tell") or TellForm(auto_id="tell_%s"),
    }
    wrong = any(form.errors for form in forms.values())
    return _private(render(request, "public/voice.html", context, status=422 if wrong else 200))


def _files(request: HttpRequest, found: Voice) -> list[dict[str, Any]]:
    rows = []
    for stored in found.files.order_by("id"):
        url = reverse("public-file", args=[request.town.slug, stored.token, "full"])
        thumb = reverse("public-file", args=[request.town.slug, stored.token, "thumb"])
        key = f"?by={found.token}"
        kind = "clip" if stored.kind == "clip" else "photo"
        rows.append({"url": url + key, "thumb": thumb + key, "kind": kind})
    return rows


def _judge_form(verdict: Verdict | None) -> JudgeForm:
    if verdict is None:
        return JudgeForm()
    solved = "yes" if verdict.solved else "no"
    return JudgeForm(initial={"grade": verdict.grade, "solved": solved, "word": verdict.word})


@require_POST
def judge(request: HttpRequest, token: str) -> HttpResponse:
    """The speaker's grade, given or changed."""
    found = queries.voice_by_token(request.town, token)
    form = _judged(request, voice=found, by=queries.speaker(found))
    return _voice(request, found, judge=form) if form.errors else _back(_link(request, found))


def _judged(request: HttpRequest, *, by: Any, **person: Any) -> JudgeForm:
    limit(request, "judge")
    form = JudgeForm(request.POST)
    if form.is_valid():
        attempt(form, judging.judge, by=by, **form.cleaned_data, **person)
    return form


@require_POST
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """The speaker's word back through the relay."""
    found = queries.voice_by_token(request.town, token)
    limit(request, "say")
    form = TellForm(request.POST, auto_id="tell_%s")
    if form.is_valid():
        by = queries.speaker(found)
        attempt(form, actions.tell_more, voice=found, by=by, text=form.cleaned_data["text"])
    if form.errors:
        return _voice(request, found, tell=form)
    return HttpResponseRedirect(f"{_link(request, found)}#relay")


def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, then take the voice back."""
    found = queries.voice_by_token(request.town, token)
    if found.state != "received":
        return HttpResponseRedirect(_link(request, found))
    if request.method == "POST":
        by = queries.speaker(found)
        withdrawal.withdraw_voice(voice=found, by=by, reason="本人撤回")
        return HttpResponseRedirect(_link(request, found))
    context = {"voice": found, "back": _link(request, found)}
    return _private(render(request, "public/withdraw.html", context))


def slip(request: HttpRequest, token: str) -> HttpResponse:
    """A slip to print: the code, the link and its QR code, how it goes on."""
    found = queries.voice_by_token(request.town, token)
    context = {"voice": found, "link": _full_link(request, found)}
    return _private(render(request, "public/slip.html", context))


def support(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a "me too"'s secret link."""
    return _support(request, queries.support_by_token(request.town, token))


def _support(request: HttpRequest, found: Support, form: JudgeForm | None = None) -> HttpResponse:
    verdict = Verdict.objects.filter(PRESENT, supporter=found).first()
    path = reverse("public-support", args=[request.town.slug, found.token])
    context = {
        "support": found,
        "view": queries.view_of(found.matter),
        "verdict": verdict,
        "link": settings.HUYING_PUBLIC_URL + path,
        "new": request.GET.get("new") == "1",
        "judge_url": reverse("public-support-judge", args=[request.town.slug, found.token]),
        "judge": form or _judge_form(verdict),
    }
    code = 422 if form is not None and form.errors else 200
    return _private(render(request, "public/support.html", context, status=code))


@require_POST
def judge_support(request: HttpRequest, token: str) -> HttpResponse:
    """A supporter's grade, given or changed."""
    found = queries.support_by_token(request.town, token)
    form = _judged(request, supporter=found, by=queries.supporter(found))
    if form.errors:
        return _support(request, found, form)
    return _back(reverse("public-support", args=[request.town.slug, found.token]))


def _back(url: str) -> HttpResponse:
    return HttpResponseRedirect(f"{url}#judge")


def _link(request: HttpRequest, found: Voice) -> str:
    return _step(request, found, "public-voice")


def _full_link(request: HttpRequest, found: Voice) -> str:
    return settings.HUYING_PUBLIC_URL + _link(request, found)


def _step(request: HttpRequest, found: Voice, name: str) -> str:
    return reverse(name, args=[request.town.slug, found.token])


def _private(response: HttpResponse) -> HttpResponse:
    """Pages behind a secret are neither stored nor indexed."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
