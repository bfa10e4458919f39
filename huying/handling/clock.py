"""The clock of a case: due dates from the rulebook, moved only by what is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.transitions import advance
from huying.handling.models import Case
from huying.handling.origins import origin_of
from huying.handling.states import OWING_STATES
from huying.rulebook import queries as rulebook
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.changes import OpenDate
from huying.rulebook.clock import Due
from huying.rulebook.packs import Rule
from huying.rulebook.periods import Period


def due_of(case: Case) -> Due:
    """When the reply is due, derived anew from the rule in force, the stops and extensions."""
    assert case.due_start is not None
    return rulebook.due(
        case.town, case.due_rule, case.due_start, stops=stops_of(case),
        extensions=_longer(case),
    )  # fmt: skip


def stops_of(case: Case, until: dt.date | None = None) -> list[tuple[dt.date, dt.date]]:
    """The approved stops (from, to), whole days; one still running counts to `until` or is left out."""
    stops = []
    for stop in case.stops:
        end = dt.date.fromisoformat(stop["to"]) if stop.get("to") else until
        if end is not None:
            stops.append((dt.date.fromisoformat(stop["from"]), end))
    return stops


def start(case: Case, rule: str, day: dt.date) -> dict[str, Any]:
    """The changes that start a fresh clock by `rule` on `day`."""
    due = rulebook.due(case.town, rule, day)
    return {
        "due_rule": rule, "due_start": day, "due": due.date, "due_basis": due.to_json(),
        "stops": [], "extensions": [],
    }  # fmt: skip


def step(town: Town, rule: str, day: dt.date) -> dict[str, Any]:
    """The changes that set the date by which the next step is owed."""
    due = rulebook.due(town, rule, day)
    return {"step_due": due.date, "step_due_basis": due.to_json()}


NO_STEP: dict[str, Any] = {"step_due": None, "step_due_basis": {}}


def redate(case: Case, due: Due) -> None:
    """Move an open case to the date that a changed rule or calendar gives; recorded and shown."""
    was = str(case.due)
    advance(
        case, "redate", by=system_actor(case.town_id),
        changes={"due": due.date, "due_basis": due.to_json()},
        facts={"from": was, "to": str(due.date)},
    )  # fmt: skip
    if case.lead_id:
        origin_of(case).assigned(case, system_actor(case.town_id))


def open_dates(town: Town) -> Iterator[OpenDate]:
    """Cases whose reply is owed and dated: what a changed rule or calendar would move."""
    owing = Case.objects.filter(town=town, state__in=OWING_STATES, due_start__isnull=False)
    for case in owing.select_related("town", "lead").order_by("due", "id"):
        yield OpenDate(
            label=case.title,
            rule=case.due_rule,
            current=case.due,
            derive=partial(_derive, case),
            move=partial(redate, case),
        )


def _derive(case: Case, rule: Callable[[str], Rule], days: WorkingCalendar) -> Due:
    assert case.due_start is not None
    return rulebook.due_by(
        rule(case.due_rule), days, case.due_start, stops=stops_of(case), extensions=_longer(case)
    )


def _longer(case: Case) -> list[Period]:
    return [Period(e["value"], e["unit"]) for e in case.extensions]
