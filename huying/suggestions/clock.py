"""The clock until a suggestion is assigned; from then on it is its cases' clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.transitions import advance
from huying.rulebook import queries as rulebook
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.clock import Due
from huying.rulebook.open_dates import OpenDate
from huying.rulebook.packs import Rule
from huying.suggestions.models import Suggestion

# Filed while the congress sits: from its close. Between sessions: from the day it came in.
IN_SESSION, BETWEEN = "suggestion.assign_session", "suggestion.assign"


def start_assigning(suggestion: Suggestion) -> dict[str, Any]:
    """The changes that set the date by which an accepted suggestion is to be assigned."""
    key, start = _counted(suggestion)
    due = rulebook.due(suggestion.town, key, start)
    return {"assign_due": due.date, "assign_due_basis": due.to_json()}


def _counted(suggestion: Suggestion) -> tuple[str, dt.date]:
    """Its rule, and from which day it counts: a session's close may be entered or corrected later."""
    assert suggestion.filed_at is not None
    filed = clock.day_of(suggestion.filed_at)
    key, start = BETWEEN, filed
    if suggestion.session is not None:
        # One that was mended and filed again after the session counts from that day.
        key, start = IN_SESSION, max(suggestion.session.closes or filed, filed)
    return key, start


NOT_WAITING: dict[str, Any] = {"assign_due": None, "assign_due_basis": {}}


def open_dates(town: Town) -> Iterator[OpenDate]:
    """What a changed rule or calendar would move: the dates by which suggestions are to be assigned."""
    waiting = Suggestion.objects.filter(town=town, state="accepted", assign_due__isnull=False)
    for one in waiting.select_related("town", "session").order_by("assign_due", "id"):
        basis = one.assign_due_basis
        yield OpenDate(
            f"{one.code} {one.title}", basis["rule"], one.assign_due, basis["provisional"],
            partial(_derive, one), partial(_redate, one),
        )  # fmt: skip


def _derive(suggestion: Suggestion, rule: Callable[[str], Rule], days: WorkingCalendar) -> Due:
    key, start = _counted(suggestion)
    return rulebook.due_by(rule(key), days, start)


def _redate(suggestion: Suggestion, due: Due) -> None:
    was: dt.date | None = suggestion.assign_due
    advance(
        suggestion, "redate", by=system_actor(suggestion.town_id),
        changes={"assign_due": due.date, "assign_due_basis": due.to_json()},
        facts={"rule": due.rule, "from": str(was), "to": str(due.date)},
    )  # fmt: skip
