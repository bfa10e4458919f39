"""The clock of a case: due dates from the rulebook, moved only by what is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from huying.core import clock as the_clock
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.transitions import advance
from huying.handling.models import Case, CoHandler
from huying.handling.origins import origin_of
from huying.handling.queries import owed_opinions
from huying.handling.states import OWING_STATES
from huying.rulebook import packs
from huying.rulebook import queries as rulebook
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.clock import Due
from huying.rulebook.open_dates import OpenDate, anew
from huying.rulebook.packs import Rule
from huying.rulebook.periods import Period


def due_of(case: Case) -> Due:
    """When the reply is due, derived anew from the rule in force, the stops and extensions."""
    return _derive(case, partial(rulebook.rule, case.town), rulebook.calendar())


def stops_of(case: Case, until: dt.date | None = None) -> list[tuple[dt.date, dt.date]]:
    """The approved stops (from, to), whole days; one still running counts to `until` or is left out."""
    stops = []
    for stop in case.stops:
        end = dt.date.fromisoformat(stop["to"]) if stop.get("to") else until
        if end is not None:
            stops.append((dt.date.fromisoformat(stop["from"]), end))
    return stops


def start(case: Case, rule: str, day: dt.date) -> dict[str, Any]:
    """The changes that start a fresh clock by `rule`, where the act itself happens on `day`."""
    due = due_by_rule(case, rule, day)
    return {
        "due_rule": rule, "due_start": day, "due": due.date, "due_basis": due.to_json(),
        "stops": [], "extensions": [],
    }  # fmt: skip


def resumed(case: Case) -> dict[str, Any]:
    """The changes that let a stopped clock run again from today; none where it runs."""
    if case.state != "stopped":
        return {}
    case.stops = [*case.stops[:-1], {**case.stops[-1], "to": the_clock.today().isoformat()}]
    due = due_of(case)
    return {"stops": case.stops, "due": due.date, "due_basis": due.to_json()}


def due_for(case: Case, step: str, day: dt.date) -> Due:
    """By when a step (see `Origin.rules`) is owed that begins on `day`."""
    return due_by_rule(case, origin_of(case).rules[step], day)


def due_by_rule(case: Case, key: str, day: dt.date) -> Due:
    """By when the rule `key` wants something that begins on `day`."""
    rule = rulebook.rule(case.town, key)
    return rulebook.due_by(rule, rulebook.calendar(), origin_of(case).counted_from(case, rule, day))


def longest_by(case: Case, key: str) -> Due:
    """The end of the rule `key` from where this case counts, its stops left out."""
    assert case.due_start is not None
    by = rulebook.rule(case.town, key)
    start = origin_of(case).counted_from(case, by, case.due_start)
    return rulebook.due_by(by, rulebook.calendar(), start, stops=stops_of(case))


def step(case: Case, name: str, day: dt.date) -> dict[str, Any]:
    """The changes that set the date by which the next step is owed."""
    due = due_for(case, name, day)
    return {"step_due": due.date, "step_due_basis": due.to_json()}


def step_if_known(case: Case, name: str, day: dt.date) -> dict[str, Any]:
    """The same where the origin has a rule for this step; else no step is owed."""
    return step(case, name, day) if name in origin_of(case).rules else dict(NO_STEP)


NO_STEP: dict[str, Any] = {"step_due": None, "step_due_basis": {}}


def redate(case: Case, due: Due) -> None:
    """Move an open case to the date that a changed rule or calendar gives; recorded and shown."""
    changes = {"due_rule": due.rule, "due": due.date, "due_basis": due.to_json()}
    _record(case, due.rule, case.due, due, changes)
    if case.lead_id:
        origin_of(case).assigned(case, system_actor(case.town_id))


def _redate_step(case: Case, due: Due) -> None:
    changes = {"step_due": due.date, "step_due_basis": due.to_json()}
    _record(case, due.rule, case.step_due, due, changes)


def _redate_opinion(helper: CoHandler, due: Due) -> None:
    _record(helper.case, due.rule, helper.due, due, {})
    CoHandler.objects.filter(pk=helper.pk).update(due=due.date, due_basis=due.to_json())


def _record(case: Case, rule: str, was: dt.date | None, due: Due, changes: dict[str, Any]) -> None:
    advance(
        case, "redate", by=system_actor(case.town_id), changes=changes,
        facts={"rule": rule, "from": str(was), "to": str(due.date)},
    )  # fmt: skip


def open_dates(town: Town) -> Iterator[OpenDate]:
    """What a changed rule or calendar would move: replies, next steps and opinions that are owed."""
    owing = Case.objects.filter(town=town, state__in=OWING_STATES)
    for case in owing.select_related("town", "lead").order_by("due", "id"):
        if case.due_start is not None:
            yield OpenDate(
                label=case.title,
                rule=case.due_rule,
                current=case.due,
                provisional=case.due_basis["provisional"],
                derive=partial(_derive, case),
                move=partial(redate, case),
            )
        if case.step_due_basis:
            yield _plain(case, case.step_due, case.step_due_basis, partial(_redate_step, case))
    opinions = owed_opinions().filter(town=town)
    for helper in opinions.select_related("case", "unit").order_by("due", "id"):
        move = partial(_redate_opinion, helper)
        yield _plain(helper.case, helper.due, helper.due_basis, move, helper.unit.name)


def _plain(
    case: Case,
    current: dt.date | None,
    basis: dict[str, Any],
    move: Callable[[Due], None],
    *who: str,
) -> OpenDate:
    """A date without stops or extensions, named after its case and its rule."""
    rule = basis["rule"]
    label = " · ".join([case.title, packs.all_rules()[rule].title, *who])
    return OpenDate(label, rule, current, basis["provisional"], anew(basis), move)


def _derive(case: Case, rule: Callable[[str], Rule], days: WorkingCalendar) -> Due:
    assert case.due_start is not None
    origin = origin_of(case)
    by = rule(origin.rule_now(case, rule))
    return rulebook.due_by(
        by, days, origin.counted_from(case, by, case.due_start), stops=stops_of(case),
        extensions=_longer(case),
    )  # fmt: skip


def _longer(case: Case) -> list[Period]:
    return [Period(e["value"], e["unit"]) for e in case.extensions]
