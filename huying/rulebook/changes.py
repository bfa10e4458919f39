"""Changing a rule or a calendar year: first what would move, then the change, then the moving.

Rooms above register what they have dated (`register_open_dates`), so that the rulebook need not know them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock, ledger
from huying.core.errors import HuyingError, Missing
from huying.core.models import Town
from huying.core.permissions import Actor, require
from huying.core.tenancy import in_town
from huying.rulebook import packs, queries
from huying.rulebook.calendar import WorkingCalendar
from huying.rulebook.clock import Due
from huying.rulebook.models import CalendarYear, RuleChoice
from huying.rulebook.packs import PackError, Rule

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


def anew(basis: dict[str, Any]) -> Derive:
    """How a stored date without stops or extensions is reached again: its own rule from its own start."""
    was = Due.from_json(basis)
    return lambda rule, days: queries.due_by(rule(was.rule), days, was.start)


_providers: dict[str, Callable[[Town], Iterable[OpenDate]]] = {}


def register_open_dates(name: str, provider: Callable[[Town], Iterable[OpenDate]]) -> None:
    """Name a room's open dates. Raises ValueError where the name is taken."""
    if name in _providers:
        raise ValueError(f"open dates {name!r} are registered twice")
    _providers[name] = provider


def shifts(
    town: Town, rule: Callable[[str], Rule], days: WorkingCalendar, key: str | None = None
) -> list[Shift]:
    """The open dates of `town` that would be others under `rule` and `days`; key: by one rule only."""
    found = []
    with in_town(town):
        for provider in _providers.values():
            for one in provider(town):
                if key is not None and one.rule != key:
                    continue
                after = one.derive(rule, days)
                # A date that turns out right is certain from now on, and its page must say so.
                if (after.date, after.provisional) != (one.current, one.provisional):
                    found.append(Shift(one.label, one.current, after, one.move))
    return found


def preview_rule(town: Town, key: str, value: int, unit: str, reason: str = "") -> list[Shift]:
    """What another number would move. Raises HuyingError for a number that makes no sense.

    reason: the town's own, which the moved dates give beside the source.
    """
    changed = replace(_changed(key, value, unit), chosen=reason)
    return shifts(
        town,
        lambda other: changed if other == key else queries.rule(town, other),
        queries.calendar(),
        key,
    )


def _changed(key: str, value: int, unit: str) -> Rule:
    if key not in packs.all_rules():
        raise HuyingError(_("没有这条规则。"), field="key")
    known = packs.all_rules()[key]
    try:
        packs.check_value(unit, value)
        if unit not in known.units:
            raise PackError(unit)
        changed = replace(known, value=value, unit=unit)
    except ValueError as error:
        raise HuyingError(_("这个数字或单位不合适，请核对。"), field="value") from error
    return changed


@transaction.atomic
def choose_rule(*, town: Town, key: str, value: int, unit: str, reason: str, by: Actor) -> int:
    """Set the town's own number, with a reason; open dates move with it. Returns how many moved."""
    require(by, "rules.choose")
    if not reason.strip():
        raise Missing(_("请写明为什么改，群众看得到。"), field="reason")
    moving = preview_rule(town, key, value, unit, reason)
    before = queries.rule(town, key)
    RuleChoice.objects.create(
        town=town, key=key, value=value, unit=unit, reason=reason, chosen_by_id=by.account_id
    )
    ledger.record(
        town_id=town.pk,
        kind="rule",
        verb="choose",
        subject_id=town.pk,
        by=by,
        public=True,
        body={
            "key": key,
            "before": [before.value, before.unit],
            "after": [value, unit],
            "reason": reason,
            "moved": len(moving),
        },
    )
    queries.forget()
    _move(town, moving)
    return len(moving)


def _move(town: Town, moving: list[Shift]) -> None:
    with in_town(town):
        for shift in moving:
            shift.move(shift.after)


Days = dict[dt.date, tuple[bool, str]]


def check_year(year: int, days: Days) -> None:
    """Raise HuyingError where the entered days cannot be a year's notice."""
    if not days:
        raise HuyingError(_("请至少填一个放假日。"), field="days")
    for day, (works, _name) in days.items():
        if day.year != year:
            raise HuyingError(_("有一天不在这一年里，请核对年份。"), field="days")
        if works and day.weekday() < 5:
            raise HuyingError(
                _("%(day)s本来就是工作日，不用填成调休上班。") % {"day": day.isoformat()},
                field="days",
            )


def preview_year(town: Town, year: int, days: Days) -> list[Shift]:
    """What an announced year would move in `town`."""
    check_year(year, days)
    return shifts(town, lambda key: queries.rule(town, key), _with_year(year, days))


def _with_year(year: int, days: Days) -> WorkingCalendar:
    others = CalendarYear.objects.exclude(year=year)
    return queries.calendar_with([*others, CalendarYear(year=year, days=_stored(days))])


def _stored(days: Days) -> dict[str, tuple[bool, str]]:
    return {day.isoformat(): value for day, value in sorted(days.items())}


@transaction.atomic
def enter_year(*, town: Town, year: int, days: Days, by: Actor) -> int:
    """Enter a year from the State Council's notice; open dates of every town move. Returns how many."""
    require(by, "calendar.enter")
    check_year(year, days)
    CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "days": _stored(days),
            "entered_by_id": by.account_id,
            "entered_at": clock.now(),
        },
    )
    queries.forget()
    ledger.record(
        town_id=town.pk,
        kind="calendar",
        verb="enter",
        subject_id=year,
        by=by,
        public=True,
        body={"year": year, "days": _stored(days)},
    )
    return sum(recompute(one) for one in Town.objects.order_by("id"))


def recompute(town: Town) -> int:
    """Move every open date to where the rules and calendar in force put it. Returns how many moved."""
    moving = shifts(town, lambda key: queries.rule(town, key), queries.calendar())
    _move(town, moving)
    return len(moving)
