"""What handling does to a suggestion, and to the residents' matters that are answered through it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.suggestions.clock import NOT_WAITING
from huying.suggestions.models import Suggestion
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.models import Matter

KEPT_FROM_PUBLIC = _(
    "这件事已随代表建议办理。建议的内容依规定不公开，办理情况请到联络站点当面了解。"
)


@transaction.atomic
def assigned(suggestion: Suggestion, *, by: Actor, answerer: str, due: dt.date | None) -> None:
    """Units were named or changed, or their date moved; the matters that wait for it go with it."""
    advance(
        suggestion, "assigned", by=by,
        changes={"answerer": answerer[:200], "answer_due": due, **NOT_WAITING},
        facts={"lead": answerer, "due": str(due)},
    )  # fmt: skip
    changes = {"answerer": answerer[:60], "answer_due": due}
    for citation in suggestion.citations.select_related("matter"):
        matter = citation.matter
        if matter.state == "for_suggestion":
            type(citation).objects.filter(pk=citation.pk).update(carried=True)
            advance(
                matter, "assign_with_suggestion", by=_system(suggestion), changes=changes,
                facts={"suggestion": suggestion.pk, "lead": answerer, "due": str(due)},
            )  # fmt: skip
        elif citation.carried and matter.state == "with_town":
            advance(
                matter, "assigned", by=_system(suggestion), changes=changes,
                facts={"lead": answerer, "due": str(due)},
            )  # fmt: skip


@transaction.atomic
def replied(
    suggestion: Suggestion, *, by: Actor, answerer: str, outcome: str, text: str, complete: bool
) -> None:
    """A unit replied; complete: the last of those that owed one. Then the residents behind it hear it."""
    changes: dict[str, Any] = {"outcome": outcome}
    if complete:
        changes["answered_at"] = clock.now()
    advance(
        suggestion, "reply", to="answered" if complete else "with_units", by=by, changes=changes,
        facts={"answerer": answerer, "outcome": outcome},
    )  # fmt: skip
    if complete:
        # What is kept from the public is not told on the residents' public pages either.
        said = str(KEPT_FROM_PUBLIC) if suggestion.private_reason else text
        for matter in _carried(suggestion, "with_town", "answered"):
            triage.answer(
                matter, "reply", by=_system(suggestion), text=said,
                answerer=suggestion.answerer[:60], outcome=outcome,
            )  # fmt: skip


@transaction.atomic
def reopened(suggestion: Suggestion, *, by: Actor, due: dt.date | None, reason: str) -> None:
    """The deputy is not satisfied: handled again, for the residents behind it, too."""
    advance(
        suggestion, "reopen", by=by,
        changes={"round": suggestion.round + 1, "answer_due": due, "result": ""},
        facts={"reason": reason, "due": str(due), "round": suggestion.round + 1},
    )  # fmt: skip
    for matter in _carried(suggestion, "answered", "closed"):
        advance(
            matter, "reopen", to="with_town", by=_system(suggestion),
            changes={"round": matter.round + 1, "grades": {}, "answer_due": due},
            facts={"suggestion": suggestion.pk, "round": matter.round + 1},
        )  # fmt: skip
        voices.tell_everyone(matter, "rehandled", key=f"rehandled:{matter.pk}:{matter.round}")


def closed(suggestion: Suggestion, *, by: Actor) -> None:
    """Judged, and every promise shown done. The residents judge their own answer in their own time."""
    advance(suggestion, "close", by=by)


@transaction.atomic
def ended(suggestion: Suggestion, *, by: Actor, reason: str) -> None:
    """Ended with reasons, which the residents behind it are told, too."""
    advance(suggestion, "end", by=by, facts={"reason": reason}, changes={"answer_due": None})
    reason = str(KEPT_FROM_PUBLIC) if suggestion.private_reason else reason
    for matter in _carried(suggestion, "answered", "with_town"):
        advance(
            matter, "end", by=_system(suggestion), changes={"answer_due": None},
            facts={"reason": reason},
        )  # fmt: skip
        voices.tell_everyone(
            matter, "ended", key=f"ended:{matter.pk}:{matter.version}", context={"reason": reason}
        )


def keep_from_public(suggestion: Suggestion) -> None:
    """A suggestion is hidden after it was answered: its reply goes from the residents' public pages, too."""
    for matter in _carried(suggestion, "answered", "closed"):
        Matter.objects.filter(pk=matter.pk).update(answer=str(KEPT_FROM_PUBLIC))
        matter.answer = str(KEPT_FROM_PUBLIC)
        triage.index(matter)


@transaction.atomic
def let_go(suggestion: Suggestion, reason: str) -> None:
    """It is handled no further: what was carried by it goes back to the congress staff, on a fresh clock."""
    for matter in _carried(suggestion, "with_town"):
        triage.take_back(matter=matter, by=_system(suggestion), reason=reason)
    suggestion.citations.update(carried=False)


def _carried(suggestion: Suggestion, *states: str) -> Iterator[Matter]:
    carried = suggestion.citations.filter(carried=True, matter__state__in=states)
    for citation in carried.select_related("matter").order_by("matter_id"):
        yield citation.matter


def _system(suggestion: Suggestion) -> Actor:
    return system_actor(suggestion.town_id)
