"""What the page of a suggestion shows, by reader: the public sees no contact, no private word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.core.models import Event, Town
from huying.core.permissions import Actor, Role, permits
from huying.handling.models import Consultation, Grade, NextStep, Opinion, Reply
from huying.handling.states import OWING_STATES
from huying.handling.suggestions import queries as handling
from huying.handling.suggestions.origin import masked
from huying.handling.suggestions.queries import Answering, SuggestionPage
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due
from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.queries import listing
from huying.suggestions.rules import CONGRESS, is_public, may_read
from huying.suggestions.states import SUGGESTION, WRITING_STATES
from huying.voices import categories
from huying.web.suggestions.forms import held
from huying.web.suggestions.told import timeline

# Who has to do with suggestions; a keeper, an administrator or the county sees what everybody sees.
INSIDE = (
    Role.STAFF, Role.PRESIDIUM, Role.DEPUTY, Role.CLERK, Role.HEAD, Role.OFFICE, Role.LEADER,
)  # fmt: skip
MOST_EVENTS = 200


@dataclass
class Round:
    """One round's reply of a unit, with the deputies' forms on it."""

    reply: Reply
    text: str
    opinions: list[Opinion]


@dataclass
class Unit:
    """One unit's work on it, as the reader may see it. due: of the reply that is owed now."""

    answering: Answering
    due: Due | None = None
    rounds: list[Round] = field(default_factory=list)
    promises: list[dict[str, Any]] = field(default_factory=list)
    talks: list[Consultation] = field(default_factory=list)
    steps: list[tuple[NextStep, str]] = field(default_factory=list)
    url: str = ""


def find(request: HttpRequest, pk: int) -> Suggestion:
    """The suggestion, where this reader may see it. Raises Http404."""
    found = listing().select_related("town").prefetch_related("cosigners").filter(pk=pk).first()
    if found is None or not (is_public(found) or sees(request.actor, found)):
        raise Http404
    return found


def sees(actor: Actor, suggestion: Suggestion) -> bool:
    """Whether the reader is of the town and may read it with what is not public."""
    return permits(actor, "suggestions.see", suggestion) and may_read(actor, suggestion)


def inside(actor: Actor, suggestion: Suggestion) -> bool:
    """Whether talks, words and contacts are shown."""
    return sees(actor, suggestion) and actor.has(*INSIDE)


def context_of(
    request: HttpRequest, suggestion: Suggestion, page: SuggestionPage
) -> dict[str, Any]:
    """What the template needs besides the acts."""
    actor, open_ = request.actor, inside(request.actor, suggestion)
    say = str if open_ else masked
    units = [_unit(request, one, open_) for one in page.answering]
    return {
        "papers_url": _papers(request, page, units),
        "suggestion": suggestion, "page": page, "inside": open_, "title": say(str(suggestion)),
        "grounds": say(suggestion.grounds), "proposal": say(suggestion.proposal),
        "basis_note": suggestion.basis_note if open_ else "",
        "category": categories.label(suggestion.category),
        "signers": held(page), "asked": _asked(request.actor, page),
        "matters": _matters(request, page, open_),
        "units": units,
        "owed": _owed(page), "further": any(one.case.state == "further" for one in page.answering), "verdicts": verdicts(page),
        "events": timeline(_events(page), open_), "ways": _ways(actor, request, page),
    }  # fmt: skip


def _asked(actor: Actor, page: SuggestionPage) -> list[CoSigner]:
    """Who was asked besides, for the authors and the congress."""
    if not actor.has(Role.STAFF, Role.PRESIDIUM) and actor.deputy_id not in _authors(page):
        return []
    signed = {one.pk for one in held(page)}
    return [one for one in page.signers if one.pk not in signed]


def _authors(page: SuggestionPage) -> set[int]:
    return {page.suggestion.lead_id, *(one.deputy_id for one in page.signers)}


def _matters(request: HttpRequest, page: SuggestionPage, open_: bool) -> list[dict[str, Any]]:
    town, staff = request.town.slug, permits(request.actor, "matters.see")
    rows = []
    for matter in page.matters:
        shown = matter.public and matter.state not in ("withdrawn", "merged")
        if not (shown or open_):
            continue
        url = reverse("public-matter", args=[town, matter.pk]) if shown else ""
        if staff:
            url = reverse("staff-matter", args=[town, matter.pk])
        # What is not public has no words that everybody may read.
        title = matter.title if shown or staff else _("一件没有公开的事")
        rows.append({"matter": matter, "title": title or f"#{matter.pk}", "url": url})
    return rows


def _unit(request: HttpRequest, one: Answering, open_: bool) -> Unit:
    say, case = (str if open_ else masked), one.case
    unit = Unit(one, talks=one.consultations, steps=_steps(one, request.town))
    if case.state in OWING_STATES and case.due is not None:
        unit.due = Due.from_json(case.due_basis)
    for reply in one.replies:
        said = [opinion for opinion in one.opinions if opinion.round == reply.round]
        unit.rounds.append(Round(reply, say(reply.text), said))
    unit.promises = [
        {"promise": each, "text": say(each.text), "shown": say(each.shown)}
        for each in one.commitments
    ]
    if permits(request.actor, "cases.see", case):
        unit.url = reverse("case", args=[request.town.slug, case.pk])
    return unit


def _steps(one: Answering, town: Town) -> list[tuple[NextStep, str]]:
    return [(step, step_label(town, step.kind)) for step in one.next_steps]


def step_label(town: Town, kind: str) -> str:
    """What the pack calls a next step."""
    options = rulebook.rule(town, "suggestion.next_step").options
    return next((one.title for one in options if one.code == kind), kind)


def _owed(page: SuggestionPage) -> dict[str, Any] | None:
    """Who owes the step that no unit's row shows: {who, what, date, due}."""
    suggestion = page.suggestion
    if suggestion.state == "accepted" and suggestion.assign_due:
        due = Due.from_json(suggestion.assign_due_basis)
        return {"who": _("人大主席团"), "what": _("交办"), "date": due.date, "due": due}
    waiting = [one.reply for one in page.answering if one.case.state == "replied" and one.reply]
    waiting = [one for one in waiting if one.feedback_due]
    if suggestion.state == "answered" and waiting:
        reply = max(waiting, key=lambda one: one.feedback_due)
        due = Due.from_json(reply.feedback_due_basis)
        return {"who": suggestion.lead.name, "what": _("评价答复"), "date": due.date, "due": due}
    return None


def verdicts(page: SuggestionPage) -> dict[str, Any] | None:
    """Both verdicts as rows of (grade, count) beside how many were asked; None before a reply."""
    both = handling.both_verdicts(page)
    if not both["replies"]:
        return None
    return {
        **both,
        "deputy_rows": [(grade, both["deputy"].count(grade)) for grade in Grade.values],
        "resident_rows": [(grade, both["residents"].get(grade, 0)) for grade in Grade.values],
        "judged": len(both["deputy"]), "unreturned": both["replies"] - len(both["deputy"]),
    }  # fmt: skip


def _events(page: SuggestionPage) -> list[Event]:
    cases = [one.case.pk for one in page.answering]
    about = Q(kind="suggestion", subject_id=page.suggestion.pk)
    about |= Q(kind="case", subject_id__in=cases)
    found = Event.objects.filter(about, town_id=page.suggestion.town_id)
    return list(found.select_related("content").order_by("id")[:MOST_EVENTS])


def _ways(actor: Actor, request: HttpRequest, page: SuggestionPage) -> list[dict[str, Any]]:
    """The deputy's own next pages, the first one the most pressing."""
    suggestion, mine = page.suggestion, actor.deputy_id
    if mine is None or mine not in _authors(page):
        return []
    wanted: list[tuple[str, str | Promise]] = []
    if suggestion.state in WRITING_STATES:
        if mine == suggestion.lead_id:
            wanted = [("deputy-write", _("继续写")), ("deputy-file", _("核对并提交"))]
        else:
            wanted = [("deputy-sign", _("看文本，决定联名不联名"))]
    elif any(_waits_for(one, mine) for one in page.answering):
        wanted = [("deputy-judge", _("确认面商、评价答复"))]
    if mine == suggestion.lead_id and SUGGESTION.may("withdraw", actor, suggestion):
        wanted.append(("deputy-withdraw", _("书面撤回")))
    ways = ((url_or_none(name, request.town.slug, suggestion.pk), label) for name, label in wanted)
    return [{"url": url, "label": label} for url, label in ways if url]


def _waits_for(one: Answering, deputy_id: int) -> bool:
    if any(talk.answered_at is None for talk in one.consultations):
        return True
    judged = one.case.state in ("replied", "promised", "closed", "further")
    return judged and one.opinion_of(deputy_id) is None


def _papers(request: HttpRequest, page: SuggestionPage, units: list[Unit]) -> str:
    """The papers to print, for the congress, its authors and whoever may open a case of it."""
    actor = request.actor
    concerned = actor.has(*CONGRESS) or actor.deputy_id in _authors(page)
    if not permits(actor, "papers.see") or not (concerned or any(unit.url for unit in units)):
        return ""
    return reverse("papers", args=[request.town.slug, page.suggestion.pk])


def url_or_none(name: str, *args: Any) -> str:
    """The URL of a page that may not be there, or ''."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
