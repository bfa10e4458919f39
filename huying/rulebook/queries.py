"""Reads of the rulebook: a town's rules, the calendar, and due dates.

Rules and years change a few times a year and are asked for at every step, so each process keeps them for
SECONDS; a change clears them at once where it was made.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import replace

from huying.core.models import Town
from huying.rulebook import clock, packs
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.clock import Due, Stop
from huying.rulebook.models import CalendarYear, RuleChoice
from huying.rulebook.packs import Rule
from huying.rulebook.periods import Period

SECONDS = 15
_kept: dict[str, tuple[float, object]] = {}


def forget() -> None:
    """Drop what is kept, after a change and between tests."""
    _kept.clear()


def _chosen(town: Town) -> dict[str, Rule]:
    key = f"town:{town.pk}"
    at, rules = _kept.get(key, (0.0, None))
    if isinstance(rules, dict) and time.monotonic() - at < SECONDS:
        return rules
    rules = dict(packs.all_rules())
    for choice in RuleChoice._base_manager.filter(town=town).order_by("id"):
        rules[choice.key] = replace(
            packs.all_rules()[choice.key],
            value=choice.value,
            unit=choice.unit,
            chosen=choice.reason,
        )
    _kept[key] = (time.monotonic(), rules)
    return rules


def rules_of(town: Town) -> list[Rule]:
    """Every rule as it stands in `town`, in the packs' order."""
    return list(_chosen(town).values())


def rule(town: Town, key: str) -> Rule:
    """One rule as it stands in `town`. Raises KeyError for an unknown key."""
    return _chosen(town)[key]


def value(town: Town, key: str) -> float:
    """A rule's bare number; a share comes as a fraction."""
    return rule(town, key).number


def calendar() -> WorkingCalendar:
    """The calendar in force, with the years that were entered."""
    at, kept = _kept.get("calendar", (0.0, None))
    if isinstance(kept, WorkingCalendar) and time.monotonic() - at < SECONDS:
        return kept
    years = list(CalendarYear.objects.all())
    fresh = calendar_with(years)
    _kept["calendar"] = (time.monotonic(), fresh)
    return fresh


def calendar_with(years: Iterable[CalendarYear]) -> WorkingCalendar:
    """A calendar in which `years` go before what the package knows."""
    entered: dict[dt.date, tuple[bool, str]] = {}
    known = set()
    for year in years:
        known.add(year.year)
        for day, (works, name) in year.days.items():
            entered[dt.date.fromisoformat(day)] = (works, name)
    return WorkingCalendar(entered, frozenset(known))


def due(
    town: Town,
    key: str,
    start: dt.date,
    *,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Period] = (),
) -> Due:
    """When what started on `start` is due in `town` by the rule `key`, with its derivation."""
    return due_by(rule(town, key), calendar(), start, stops=stops, extensions=extensions)


def due_by(
    by: Rule,
    days: WorkingCalendar,
    start: dt.date,
    *,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Period] = (),
) -> Due:
    """The same for a rule and calendar that may not be in force (a preview)."""
    source = by.source if not by.chosen else f"{by.source}；{by.chosen}"
    return clock.derive(
        by.period, start, days, stops=stops, extensions=extensions, rule=by.key, source=source
    )
