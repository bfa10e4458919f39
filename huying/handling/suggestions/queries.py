"""Reads for the pages of suggestions and meetings: cases, talks, replies, verdicts beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from huying.core import clock
from huying.core.permissions import Actor
from huying.handling.models import (
    Case,
    Commitment,
    Consultation,
    Meeting,
    MeetingItem,
    NextStep,
    Opinion,
    Reply,
    Request,
)
from huying.handling.states import CASE, OPEN_MEETINGS, OWING_STATES
from huying.handling.suggestions.origin import cases_of
from huying.suggestions.cosigning import holding
from huying.suggestions.examining import KIND
from huying.suggestions.models import CoSigner, Suggestion
from huying.suggestions.queries import listing
from huying.suggestions.states import CoSignState
from huying.voices.models import Matter


@dataclass
class Answering:
    """One unit's work on a suggestion, as its page shows it."""

    case: Case
    replies: list[Reply] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    next_steps: list[NextStep] = field(default_factory=list)

    @property
    def reply(self) -> Reply | None:
        """The reply of the present round."""
        return next((one for one in self.replies if one.round == self.case.round), None)

    @property
    def promises(self) -> list[Commitment]:
        """What the present reply promises."""
        return [one for one in self.commitments if self.reply and one.reply_id == self.reply.pk]

    @property
    def all_kept(self) -> bool:
        """Whether something was promised and all of it is shown done."""
        return bool(self.promises) and all(one.kept_at for one in self.promises)

    def opinion_of(self, deputy_id: int, about: str = "reply") -> Opinion | None:
        """A deputy's form on the present round."""
        return next(
            (
                one
                for one in self.opinions
                if (one.deputy_id, one.about, one.round) == (deputy_id, about, self.case.round)
            ),
            None,
        )


@dataclass
class SuggestionPage:
    """Everything that the page of a suggestion shows."""

    suggestion: Suggestion
    signers: list[CoSigner]
    matters: list[Matter]
    answering: list[Answering] = field(default_factory=list)


def suggestion_page(suggestion: Suggestion) -> SuggestionPage:
    """Collect the page of a suggestion; a constant number of queries, fewer before it is assigned."""
    page = SuggestionPage(
        suggestion,
        list(suggestion.cosigners.select_related("deputy")),
        list(suggestion.matters.select_related("division").order_by("id")),
    )
    if suggestion.accepted_at is None:
        return page
    rows = (
        cases_of(suggestion)
        .select_related("lead", "town")
        .prefetch_related(
            Prefetch("replies", Reply.objects.select_related("unit").order_by("-round")),
            Prefetch("consultations", Consultation.objects.select_related("unit", "answered_by")),
            Prefetch("opinions", Opinion.objects.select_related("deputy").order_by("-round", "id")),
            Prefetch("commitments", Commitment.objects.order_by("due", "id")),
            "next_steps",
            "cohandlers__unit",
        )
    )
    page.answering = [
        Answering(
            case, list(case.replies.all()), list(case.consultations.all()),
            list(case.opinions.all()), list(case.commitments.all()), list(case.next_steps.all()),
        )
        for case in rows
    ]  # fmt: skip
    return page


def to_judge(actor: Actor) -> QuerySet[Suggestion]:
    """Replies on which a deputy, as lead or co-signer, has not returned the form yet. Reads their ids at once."""
    # In one query with what a row shows, PostgreSQL joins the town's every suggestion.
    return listing().filter(pk__in=list(_unjudged(actor)))


def _unjudged(actor: Actor) -> QuerySet[Any]:
    said = Opinion.objects.filter(
        case=OuterRef("pk"), deputy=actor.deputy_id, round=OuterRef("round"), about="reply"
    )
    replied = Case.objects.filter(origin_kind=KIND, state__in=("replied", "promised"))
    return _origins(replied.filter(~Exists(said), origin_id__in=_of(actor)))


def to_confirm(actor: Actor) -> QuerySet[Suggestion]:
    """Recorded consultations that none of its deputies has answered yet. Reads their ids at once."""
    return listing().filter(pk__in=list(_unconfirmed(actor)))


def _unconfirmed(actor: Actor) -> QuerySet[Any]:
    waiting = Consultation.objects.filter(answered_at__isnull=True)
    open_to = CASE.moves["answer_consultation"].sources
    own = Case.objects.filter(origin_kind=KIND, origin_id__in=_of(actor), state__in=open_to)
    return _origins(own.filter(pk__in=waiting.values("case")))


def _origins(cases: QuerySet[Case]) -> QuerySet[Any]:
    """The ids of the suggestions of these cases, each once."""
    return cases.order_by().values_list("origin_id", flat=True).distinct()


def _of(actor: Actor) -> QuerySet[Any]:
    """The ids of the suggestions that the deputy leads or has co-signed: one list, so that each case is found by it."""
    led = Suggestion.objects.filter(lead=actor.deputy_id).order_by().values_list("pk")
    signed = CoSigner.objects.filter(deputy=actor.deputy_id, state=CoSignState.CONFIRMED)
    return led.union(signed.order_by().values_list("suggestion"))


def deputy_waits(actor: Actor) -> dict[str, int]:
    """How much waits for a deputy's word on handling. Two queries."""
    return {"judge": _unjudged(actor).count(), "confirm": _unconfirmed(actor).count()}


def overdue() -> QuerySet[Suggestion]:
    """Suggestions whose reply is owed and late."""
    return listing().filter(state="with_units", answer_due__lt=clock.today())


def further() -> QuerySet[Suggestion]:
    """Suggestions on which the pack's next step waits, after a second "not satisfied"."""
    cases = Case.objects.filter(origin_kind=KIND, state="further")
    return listing().filter(pk__in=cases.values("origin_id"))


def asked() -> QuerySet[Case]:
    """Cases of suggestions whose unit asks to be rid of them or for more time."""
    waiting = Request.objects.filter(state=Request.State.ASKED)
    cases = Case.objects.filter(origin_kind=KIND, state__in=OWING_STATES).select_related("lead")
    return cases.filter(pk__in=waiting.values("case"))


def meetings() -> QuerySet[Meeting]:
    """Assignment meetings, the latest first."""
    return Meeting.objects.select_related("session__term").order_by("-held_on", "-id")


def items_of(meeting: Meeting) -> list[MeetingItem]:
    """A meeting's list with what its page shows. One query."""
    return list(
        meeting.items.select_related(
            "suggestion__lead", "suggestion__division", "suggestion__session", "suggestion__town",
            "lead",
        )
    )  # fmt: skip


def waiting() -> list[Suggestion]:
    """What was accepted and waits to be assigned, the most pressing first.

    `listed`: the open meeting that has it on its list, or None. Two queries.
    """
    rows = list(
        listing()
        .filter(state="accepted")
        .order_by(F("assign_due").asc(nulls_last=True), "series", "number", "id")
    )
    listed = {
        item.suggestion_id: item.meeting
        for item in MeetingItem.objects.filter(
            meeting__state__in=OPEN_MEETINGS, suggestion__state="accepted"
        ).select_related("meeting")
    }
    for one in rows:
        one.listed = listed.get(one.pk)
    return rows


def cases_by_suggestion(suggestions: Iterable[int]) -> dict[int, list[Case]]:
    """The cases of suggestions, by the suggestion's id. One query."""
    found: dict[int, list[Case]] = {}
    cases = Case.objects.filter(origin_kind=KIND, origin_id__in=list(suggestions))
    for case in cases.select_related("lead").order_by("origin_id", "part", "id"):
        found.setdefault(case.origin_id, []).append(case)
    return found


def both_verdicts(page: SuggestionPage) -> dict[str, Any]:
    """The deputies' and the residents' verdict of the present answers, side by side, each with its number."""
    leads = [
        one.opinion_of(page.suggestion.lead_id) for one in page.answering if one.reply is not None
    ]
    grades: dict[str, int] = {}
    for matter in page.matters:
        for grade, count in matter.grades.items():
            grades[grade] = grades.get(grade, 0) + count
    solved = grades.pop("solved", 0)
    return {
        "deputy": [one.result for one in leads if one], "replies": len(leads),
        "residents": grades, "raters": sum(grades.values()), "solved": solved,
    }  # fmt: skip


def authors(suggestion: Suggestion) -> list[int]:
    """The ids of its lead and of those whose co-signature holds."""
    return [suggestion.lead_id, *(one.deputy_id for one in holding(suggestion))]
