"""One page to work a matter: the words on the left, what to do with them on the right."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.analysis import redaction
from huying.core.permissions import permits
from huying.handling.models import Case
from huying.listening import twin_queries
from huying.listening.facts import facts_in, place_in
from huying.rulebook.clock import Due
from huying.town.models import Division
from huying.voices import categories, queries
from huying.voices.channels import right_channels
from huying.voices.models import Matter, Relay, Voice
from huying.voices.states import MATTER, VOICE
from huying.web.staff import steps_table
from huying.web.staff.forms import AskForm, ClassifyForm, WordingForm, WordsForm
from huying.web.staff.history import lines
from huying.web.staff.queue import kept
from huying.web.staff.suggest import pieces, suggestions

MOST_VOICES = 60
MOST_EVENTS = 1000
SHORT = 12
FACTS = {
    "village": gettext_lazy("村"), "road": gettext_lazy("路"), "estate": gettext_lazy("小区"),
    "unit": gettext_lazy("单位"), "amount": gettext_lazy("金额"), "date": gettext_lazy("时间"),
}  # fmt: skip


def find(pk: int) -> Matter:
    """The matter of this town. Raises Http404."""
    matter = Matter.objects.select_related("division", "merged_into", "town").filter(pk=pk).first()
    if matter is None:
        raise Http404
    return matter


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The matter with its forms, as far as this person may use them."""
    return render(request, "staff/matter.html", context_of(request, find(pk)))


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the ledger holds about the matter; a fragment for htmx, else a page."""
    matter = find(pk)
    voice_ids = list(matter.voices.values_list("pk", flat=True))
    cases = Case.objects.filter(origin_kind="matter", origin_id=pk)
    events = queries.events_of(
        matter, voice_ids=voice_ids, case_ids=cases.values_list("pk", flat=True)
    )
    told = lines(list(events[:MOST_EVENTS]))
    if request.htmx:
        context = {"matter": matter, "lines": told[-SHORT:], "more": len(told) > SHORT}
        return render(request, "staff/_history.html", context)
    return render(request, "staff/history.html", {"matter": matter, "lines": told})


def twins(request: HttpRequest, pk: int) -> HttpResponse:
    """Matters that may be the same; a fragment for htmx, else a page."""
    matter = find(pk)
    context = {
        "matter": matter, "twins": twin_queries.twins(matter), "filters": kept(request.GET),
        "may_merge": MATTER.may("merge", request.actor, matter),
    }  # fmt: skip
    template = "staff/_twins.html" if request.htmx else "staff/twins.html"
    return render(request, template, context)


def voices_of(matter: Matter) -> list[Voice]:
    """The voices of a matter with all that the page shows of them. Three queries."""
    return list(
        matter.voices.select_related(
            "point",
            "division",
            "contact",
            "machine_read",
            "thanks_unit",
            "thanks_point",
            "thanks_deputy",
        )
        .prefetch_related("files", Prefetch("relays", Relay.objects.order_by("pk")))
        .order_by("pk")[:MOST_VOICES]
    )


def context_of(request: HttpRequest, matter: Matter, **bound: Any) -> dict[str, Any]:
    """What the page needs. bound: forms that came back with something to mend, by their name."""
    actor = request.actor
    voices = voices_of(matter)
    divisions = list(Division.objects.all())
    live = [voice for voice in voices if voice.state == "received"]
    proposed = suggestions(matter, live, divisions)
    text = "\n".join(voice.text for voice in live)
    found = facts_in(text, divisions, timezone.localdate(matter.first_said_at))
    moves = [move.verb for move in MATTER.open_to(actor, matter)]
    for voice in voices:
        voice.pieces = pieces(voice.text)
        voice.may = {move.verb for move in VOICE.open_to(actor, voice)}
        voice.shown_files = shown_files(request, voice)
        voice.ask_form = bound.get(f"ask_{voice.pk}") or AskForm(auto_id=f"ask_{voice.pk}_%s")
    seen = {"version": matter.version}
    return {
        "facts": [{"kind": FACTS[one.kind], "fact": one} for one in found],
        "matter": matter, "voices": voices, "moves": moves, "proposed": proposed,
        "more_voices": matter.voice_count - len(voices) if len(voices) >= MOST_VOICES else 0,
        "category_label": categories.label(matter.category),
        "due": Due.from_json(matter.triage_due_basis) if matter.triage_due_basis else None,
        "classify_form": bound.get("classify_form")
        or ClassifyForm(divisions=divisions, initial=seen | _classified(matter, proposed, place_in(found)),
                        auto_id="classify_%s"),
        "wording_form": bound.get("wording_form")
        or wording_form(matter, live, seen | _worded(matter, proposed)),
        "unpublish_form": bound.get("unpublish_form")
        or WordsForm(label=_("为什么改为不公开"), initial=seen, auto_id="unpublish_%s"),
        "steps": steps_table.open_steps(actor, matter, voices, bound),
        "merges": queries.merges_of(matter), "channels": right_channels().values(),
        "may_split": permits(actor, "matters.triage", matter),
        "filters": kept(request.GET), "stale": bound.get("stale"),
        "hints": _hints(moves), "back_url": back_url(request),
    }  # fmt: skip


def wording_form(
    matter: Matter, voices: list[Voice], initial: Any, data: Any = None
) -> WordingForm:
    """The form for the public words, with the program's proposals where nobody has decided yet."""
    proposed = {voice.pk: redaction.hide(voice.text) for voice in voices if not voice.redacted}
    return WordingForm(
        data, voices=voices, suggested=proposed, initial=initial, auto_id="wording_%s"
    )


def stale_page(request: HttpRequest, matter: Matter, seen: str, **bound: Any) -> HttpResponse:
    """The page again after somebody else's change: what was done meanwhile, the typed text kept."""
    try:
        version = int(seen)
    except ValueError as error:
        raise BadRequest from error
    for form in bound.values():
        # Sent again it is a decision with the newest state in view.
        form.data = form.data.copy()
        form.data["version"] = str(matter.version)
    changes = lines(queries.changes_since(matter, version))
    context = context_of(request, matter, stale=changes, **bound)
    return render(request, "staff/matter.html", context, status=409)


def shown_files(request: HttpRequest, voice: Voice) -> list[dict[str, str]]:
    """A voice's photos and clips as the files component takes them."""
    shown = []
    for stored in voice.files.all():
        url = reverse("staff-file", args=[request.town.slug, stored.token])
        kind = "clip" if stored.kind == "clip" else "photo"
        shown.append(
            {"url": url, "thumb": f"{url}?thumb=1", "alt": stored.get_kind_display(), "kind": kind}
        )
    return shown


def back_url(request: HttpRequest) -> str:
    """The queue as it was filtered."""
    url = reverse("staff-queue", args=[request.town.slug])
    return f"{url}?{kept(request.GET)}" if kept(request.GET) else url


def _classified(matter: Matter, proposed: Any, place: str) -> dict[str, Any]:
    fresh = not matter.category
    return {
        "category": matter.category,
        "urgency": proposed.urgency if fresh else matter.urgency,
        "division": matter.division_id or (proposed.division and proposed.division.pk),
        "place": matter.place or (place if fresh else ""),
    }


def _worded(matter: Matter, proposed: Any) -> dict[str, Any]:
    return {
        "title": matter.title or proposed.title,
        "summary": matter.summary or proposed.summary,
    }


def _hints(moves: list[str]) -> list[dict[str, str]]:
    keys = [
        ("c", "classify", _("类别")), ("u", "classify", _("缓急")), ("p", "publish", _("公开内容")),
        ("m", "merge", _("合并")), ("r", "route_town", _("交镇里办")),
        ("a", "answer_on_spot", _("当场答复")),
    ]  # fmt: skip
    open_ones = [{"key": key, "label": label} for key, verb, label in keys if verb in moves]
    return [*open_ones, {"key": "?", "label": _("全部快捷键")}]
