"""Changing a rule, the pack or a calendar year: first what would move, then the change, then the moving.

What has been dated, and by which room, is open_dates' business.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
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
from huying.rulebook.entries import CHOICE, PackError, Rule, check_value
from huying.rulebook.models import CalendarYear, PackChoice, RuleChoice
from huying.rulebook.open_dates import (
    Shift,
    count_shifts,
    shifts,
)


def preview_rule(town: Town, key: str, value: int, unit: str, reason: str = "") -> list[Shift]:
    """What another number would move. Raises HuyingError for a number that makes no sense.

    reason: the town's own, which the moved dates give beside the source.
    """
    return _preview(town, _changed(town, key, value, unit, reason), key)


def preview_option(town: Town, key: str, code: str, reason: str = "") -> list[Shift]:
    """What another option would move, of all dates: a choice may say by which rule they are reckoned."""
    return _preview(town, _opted(town, key, code, reason))


def _preview(town: Town, changed: Rule, only: str | None = None) -> list[Shift]:
    def under(key: str) -> Rule:
        return changed if key == changed.key else queries.rule(town, key)

    return shifts(town, under, queries.calendar(), only)


def _changed(town: Town, key: str, value: int, unit: str, reason: str) -> Rule:
    known = _known(town, key)
    try:
        check_value(unit, value)
        if unit not in known.units:
            raise PackError(unit)
        changed = replace(known, value=value, unit=unit, chosen=reason)
    except ValueError as error:
        raise HuyingError(_("这个数字或单位不合适，请核对。"), field="value") from error
    if known.set_by_law and (unit != known.unit or value > known.value or unit == "count"):
        raise HuyingError(
            _("这是法律法规直接给乡镇定的，镇里只能定得更短，单位不能变。"), field="value"
        )
    return changed


def _opted(town: Town, key: str, code: str, reason: str) -> Rule:
    opted = replace(_known(town, key), code=code, chosen=reason)
    if opted.option is None:
        raise HuyingError(_("没有这个选项。"), field="code")
    return opted


def _known(town: Town, key: str) -> Rule:
    """The rule as the town's pack has it, before the town chose anything itself."""
    if key not in packs.all_rules():
        raise HuyingError(_("没有这条规则。"), field="key")
    return packs.rules_under(queries.pack_of(town).name)[key]


@transaction.atomic
def choose_rule(*, town: Town, key: str, value: int, unit: str, reason: str, by: Actor) -> int:
    """Set the town's own number, with a reason; open dates move with it. Returns how many moved."""
    _may_choose(by, reason)
    moving = preview_rule(town, key, value, unit, reason)
    return _choose(town, _changed(town, key, value, unit, reason), by, moving)


@transaction.atomic
def choose_option(*, town: Town, key: str, code: str, reason: str, by: Actor) -> int:
    """Set the town's own option of a choice in the same way. Returns how many open dates moved."""
    _may_choose(by, reason)
    moving = preview_option(town, key, code, reason)
    return _choose(town, _opted(town, key, code, reason), by, moving)


def _may_choose(by: Actor, reason: str) -> None:
    require(by, "rules.choose")
    queries.forget()  # what another process changed a moment ago counts, too
    if not reason.strip():
        raise Missing(_("请写明为什么改，群众看得到。"), field="reason")


def _choose(town: Town, rule: Rule, by: Actor, moving: list[Shift]) -> int:
    before = queries.rule(town, rule.key)
    RuleChoice.objects.create(
        town=town,
        key=rule.key,
        value=rule.value,
        unit=rule.unit,
        code=rule.code,
        pack=queries.pack_of(town).name,
        reason=rule.chosen,
        chosen_by_id=by.account_id,
    )
    told = {"key": rule.key, "before": _told(before), "after": _told(rule)}
    return _record(town, "choose", told, rule.chosen, by, moving)


def _told(rule: Rule) -> list[int | str]:
    return [rule.code] if rule.unit == CHOICE else [rule.value, rule.unit]


def _record(
    town: Town, verb: str, told: dict[str, Any], reason: str, by: Actor, moving: list[Shift]
) -> int:
    ledger.record(
        town_id=town.pk,
        kind="rule",
        verb=verb,
        subject_id=town.pk,
        by=by,
        public=True,
        body={**told, "reason": reason, "moved": len(moving)},
    )
    queries.forget()
    _move(town, moving)
    return len(moving)


def preview_pack(town: Town, pack: str) -> list[Shift]:
    """What following `pack` would move. Raises HuyingError where there is no such pack to pick."""
    if pack not in {one.name for one in packs.choosable()}:
        raise HuyingError(_("没有这一套规则。"), field="pack")
    rules = queries.rules_under(town, pack)[pack]
    return shifts(town, lambda key: rules[key], queries.calendar())


def count_moves(town: Town) -> dict[str, int]:
    """How many open dates each pack that may be picked would move, by its name."""
    several = queries.rules_under(town, *(one.name for one in packs.choosable()))
    return count_shifts(town, several, queries.calendar())


@transaction.atomic
def choose_pack(*, town: Town, pack: str, reason: str, by: Actor) -> int:
    """Follow the rules of `pack` from now on, with a reason; open dates move with it. Returns how many moved.

    What the town chose itself stays, whichever pack it was chosen under.
    """
    _may_choose(by, reason)
    moving = preview_pack(town, pack)
    before = queries.standing(town)
    if before.picked and before.pack.name == pack:
        raise HuyingError(_("本镇用的就是这一套。"), field="pack")
    PackChoice.objects.create(town=town, pack=pack, reason=reason, chosen_by_id=by.account_id)
    told = {"before": before.pack.name, "after": pack}
    return _record(town, "choose_pack", told, reason, by, moving)


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
