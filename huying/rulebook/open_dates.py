"""The dates that still count: rooms above register theirs, so that the rulebook need not know them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huying.core.models import Town
from huying.core.tenancy import in_town
from huying.rulebook import queries
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.clock import Due
from huying.rulebook.entries import Rule

# Given a way from key to rule, and a calendar: when is it due now?
Derive = Callable[[Callable[[str], Rule], WorkingCalendar], Due]


@dataclass(frozen=True)
class OpenDate:
    """A date that still counts. derive: what it would be; move: makes it so, recorded.

    provisional: whether its page says that it may still change.
    """

    label: str
    rule: str
    current: dt.date | None
    provisional: bool
    derive: Derive
    move: Callable[[Due], None]


@dataclass(frozen=True)
class Shift:
    """What a change would do to one open date."""

    label: str
    before: dt.date | None
    after: Due
    move: Callable[[Due], None]


def anew(basis: dict[str, Any], starts: Mapping[str, dt.date] | None = None) -> Derive:
    """How a stored date without stops or extensions is reached again: its own rule from its own start.

    starts: the days by what happened on them, where another pack may count from another one (queries.start_of).
    """
    was = Due.from_json(basis)

    def derive(rule: Callable[[str], Rule], days: WorkingCalendar) -> Due:
        by = rule(was.rule)
        return queries.due_by(by, days, queries.start_of(by, starts) if starts else was.start)

    return derive


_providers: dict[str, Callable[[Town], Iterable[OpenDate]]] = {}


def register_open_dates(name: str, provider: Callable[[Town], Iterable[OpenDate]]) -> None:
    """Name a room's open dates. Raises ValueError where the name is taken."""
    if name in _providers:
        raise ValueError(f"open dates {name!r} are registered twice")
    _providers[name] = provider


def open_dates(town: Town) -> Iterator[OpenDate]:
    """Every date of `town` that still counts."""
    for provider in _providers.values():
        yield from provider(town)


def shifts(
    town: Town, rule: Callable[[str], Rule], days: WorkingCalendar, key: str | None = None
) -> list[Shift]:
    """The open dates of `town` that would be others under `rule` and `days`; key: by one rule only."""
    with in_town(town):
        found = [_shift(one, rule, days) for one in open_dates(town) if key in (None, one.rule)]
    return [shift for shift in found if shift is not None]


def _shift(one: OpenDate, rule: Callable[[str], Rule], days: WorkingCalendar) -> Shift | None:
    after = one.derive(rule, days)
    # A date that turns out right is certain from now on, and its page must say so.
    if (after.date, after.provisional) == (one.current, one.provisional):
        return None
    return Shift(one.label, one.current, after, one.move)


def count_shifts(
    town: Town, several: Mapping[str, Mapping[str, Rule]], days: WorkingCalendar
) -> dict[str, int]:
    """How many open dates each of `several` sets of rules would move; the dates are read once."""
    with in_town(town):
        dates = list(open_dates(town))
        return {
            name: sum(_shift(one, rules.__getitem__, days) is not None for one in dates)
            for name, rules in several.items()
        }
