"""Which days are worked: the State Council's yearly notice, with its make-up workdays.

Years come from the chinese_calendar package; a year that an administrator entered goes first. A year that
nobody knows yet is counted by weekends and the holidays whose day is fixed, and is marked provisional.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from chinese_calendar.constants import holidays as KNOWN_HOLIDAYS
from chinese_calendar.constants import workdays as KNOWN_WORKDAYS

DAY = dt.timedelta(days=1)

# 全国年节及纪念日放假办法 (2024 revision): the days that do not follow the lunar calendar.
FIXED = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    **{(10, n): "国庆节" for n in (1, 2, 3)},
}


@dataclass(frozen=True)
class DayKind:
    """What a day is. name: the holiday that it is free for, or made up for; '' on a plain day."""

    works: bool
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class WorkingCalendar:
    """entered: day → (works, name), for every year in `entered_years`; replaces what the package knows."""

    entered: Mapping[dt.date, tuple[bool, str]] = field(default_factory=dict)
    entered_years: frozenset[int] = frozenset()

    def kind(self, day: dt.date) -> DayKind:
        """What `day` is."""
        weekend = day.weekday() >= 5
        if day.year in self.entered_years:
            if day in self.entered:
                works, name = self.entered[day]
                return DayKind(works, name)
            return DayKind(not weekend)
        if day.year in known_years():
            if day in KNOWN_HOLIDAYS:
                return DayKind(False, _chinese(KNOWN_HOLIDAYS[day]))
            if day in KNOWN_WORKDAYS:
                return DayKind(True, _chinese(KNOWN_WORKDAYS[day]))
            return DayKind(not weekend)
        name = FIXED.get((day.month, day.day), "")
        return DayKind(not weekend and not name, name, provisional=True)

    def is_workday(self, day: dt.date) -> bool:
        """Whether `day` is worked."""
        return self.kind(day).works

    def is_provisional(self, day: dt.date) -> bool:
        """Whether the state has not announced the year of `day` yet."""
        return day.year not in self.entered_years and day.year not in known_years()

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day`; `day` itself is not counted. 0 gives `day`."""
        while count > 0:
            day += DAY
            count -= self.is_workday(day)
        return day

    def next_workday(self, day: dt.date) -> dt.date:
        """`day` where it is worked, else the first working day after it."""
        while not self.is_workday(day):
            day += DAY
        return day


@cache
def known_years() -> frozenset[int]:
    """The years that the package knows from the State Council's notices."""
    return frozenset(day.year for day in KNOWN_HOLIDAYS)


_CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利日",
}


def _chinese(name: str) -> str:
    return _CHINESE.get(name, name)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or that month's last day where it has none (民法典 第202条)."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return dt.date(year, month, min(day.day, last))
