"""From a start to a due date, with the reasons kept.

民法典 第201条: the day of the start is not counted. 第202条: a period of months ends on the corresponding day, or the
month's last day. 第203条: where the last day is a rest day, the day after the rest ends the period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.rulebook.calendar import DAY, WorkingCalendar, add_months
from huying.rulebook.periods import Period

Stop = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Due:
    """A due date and how it was reached.

    skipped: rest days passed over, by the holiday's name ('' for plain weekends) → how many.
    made_up: working weekends that counted. stopped: days that stood still. moved_from: the day
    on which it would have ended had that not been a rest day.
    """

    date: dt.date
    start: dt.date
    period: Period
    extensions: tuple[Period, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()
    made_up: tuple[dt.date, ...] = ()
    stopped: int = 0
    moved_from: dt.date | None = None
    provisional: bool = False
    rule: str = ""
    source: str = ""

    def sentence(self) -> str:
        """How the date was reached, in a sentence for people."""
        parts = [
            _("从%(start)s的次日起算%(period)s")
            % {"start": _day(self.start), "period": say(self.period)}
        ]
        parts += [_("经同意延长%(period)s") % {"period": say(one)} for one in self.extensions]
        if self.stopped:
            parts.append(
                ngettext("扣除暂停的%(n)s天", "扣除暂停的%(n)s天", self.stopped)
                % {"n": self.stopped}
            )
        holidays = [_("%(name)s放假%(n)s天") % {"name": n, "n": c} for n, c in self.skipped if n]
        if holidays:
            parts.append(_("其中") + _("、").join(holidays))
        if self.made_up:
            days = _("、").join(_day(day) for day in self.made_up)
            parts.append(_("%(days)s调休上班，计入") % {"days": days})
        if self.moved_from:
            parts.append(_("%(day)s是休息日，顺延") % {"day": _day(self.moved_from)})
        text = _("，").join(parts) + _("，到%(day)s为止。") % {"day": _day(self.date)}
        if self.provisional:
            text += _("国务院还没有公布那一年的放假安排，公布后会重算。")
        return text + (_("依据：%(source)s。") % {"source": self.source} if self.source else "")

    def to_json(self) -> dict[str, Any]:
        """For storing; `from_json` gives the same Due back."""
        told = asdict(self)
        for name in ("date", "start", "moved_from"):
            told[name] = told[name] and told[name].isoformat()
        told["made_up"] = [day.isoformat() for day in self.made_up]
        return told

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Due:
        """A stored Due."""
        moved = told["moved_from"]
        return cls(
            date=dt.date.fromisoformat(told["date"]),
            start=dt.date.fromisoformat(told["start"]),
            period=Period(**told["period"]),
            extensions=tuple(Period(**one) for one in told["extensions"]),
            skipped=tuple((name, count) for name, count in told["skipped"]),
            made_up=tuple(dt.date.fromisoformat(day) for day in told["made_up"]),
            stopped=told["stopped"],
            moved_from=dt.date.fromisoformat(moved) if moved else None,
            provisional=told["provisional"],
            rule=told["rule"],
            source=told["source"],
        )


def say(period: Period) -> str:
    """A period in words."""
    match period.unit:
        case "working_days":
            text = ngettext("%(n)s个工作日", "%(n)s个工作日", period.value)
        case "months":
            text = ngettext("%(n)s个月", "%(n)s个月", period.value)
        case _days:
            text = ngettext("%(n)s天", "%(n)s天", period.value)
    return text % {"n": period.value}


def _day(day: dt.date) -> str:
    return _("%(y)s年%(m)s月%(d)s日") % {"y": day.year, "m": day.month, "d": day.day}


def derive(
    period: Period,
    start: dt.date,
    calendar: WorkingCalendar,
    *,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Period] = (),
    rule: str = "",
    source: str = "",
) -> Due:
    """When what started on `start` is due.

    stops: (from, to) of approved stops; the days after `from` up to and with `to` do not count.
    extensions: approved longer periods, each counted from where the last one ended.
    """
    extensions = tuple(extensions)
    halted = _halted_days(stops)
    end = start
    for part in (period, *extensions):
        end = _run(part, end, calendar, halted)
    stopped = sum(start < day <= end for day in halted)
    moved_from = None
    if not calendar.is_workday(end):
        moved_from, end = end, calendar.next_workday(end)
    counts_workdays = any(part.unit == "working_days" for part in (period, *extensions))
    passed = [start + DAY * n for n in range(1, (end - start).days + 1)] if counts_workdays else []
    return Due(
        date=end,
        start=start,
        period=period,
        extensions=extensions,
        skipped=_skipped(passed, calendar),
        made_up=tuple(d for d in passed if d.weekday() >= 5 and calendar.is_workday(d)),
        stopped=stopped,
        moved_from=moved_from,
        provisional=calendar.is_provisional(end) or calendar.is_provisional(start),
        rule=rule,
        source=source,
    )


def _halted_days(stops: Iterable[Stop]) -> frozenset[dt.date]:
    return frozenset(
        first + DAY * n for first, last in stops for n in range(1, (last - first).days + 1)
    )


def _run(
    period: Period, start: dt.date, calendar: WorkingCalendar, halted: frozenset[dt.date]
) -> dt.date:
    """The last day of `period` after `start`; halted days push it on, day for day of its own unit."""
    if period.unit == "working_days":
        day, left = start, period.value
        while left > 0:
            day += DAY
            left -= day not in halted and calendar.is_workday(day)
        return day
    end = add_months(start, period.value) if period.unit == "months" else start + DAY * period.value
    # Each halted day inside adds a day, which may bring further halted days inside.
    day, owed = start, (end - start).days
    while owed > 0:
        day += DAY
        owed -= day not in halted
    return day


def _skipped(passed: list[dt.date], calendar: WorkingCalendar) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for day in passed:
        kind = calendar.kind(day)
        if not kind.works:
            counts[kind.name] = counts.get(kind.name, 0) + 1
    return tuple(counts.items())
