"""The stretches of time that the wind vane looks at, each with the steps of its line."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone

from huying.core import clock

# Whole weeks, so that each step of the line has as many Sundays and market days as the next.
WEEKS = {"4w": 4, "12w": 12}
YEAR = "year"
DEFAULT = "12w"
MONTHS = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})")

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, not including, `end`. steps: what its line is drawn over, the earliest first.

    key: 4w, 12w, year, or a calendar month such as 2026-11, whose line shows the year up to it.
    """

    key: str
    start: dt.date
    end: dt.date
    steps: tuple[Span, ...]

    @property
    def before(self) -> Span:
        """As many days just before; of a month, the month before; of a year, the same days a year ago."""
        if self.key in WEEKS:
            return self.start - (self.end - self.start), self.start
        if self.is_month:
            return month_back(self.start, 1), self.start
        a_year_ago = month_back(self.start, MONTHS)
        return a_year_ago, min(self.start, a_year_ago + (self.end - self.start))

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return _MONTH.fullmatch(self.key) is not None

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.end - dt.timedelta(days=1)


def period(key: str, today: dt.date | None = None) -> Period:
    """The period of that key as of today; the default one for a key that names none."""
    today = today or clock.today()
    tomorrow = today + dt.timedelta(days=1)
    if month := _MONTH.fullmatch(key):
        try:
            return month_of(int(month[1]), int(month[2]))
        except ValueError:
            key = DEFAULT
    if key == YEAR:
        steps = _months_up_to(today.replace(day=1))
        return Period(YEAR, steps[0][0], tomorrow, steps)
    key = key if key in WEEKS else DEFAULT
    week = dt.timedelta(weeks=1)
    steps = tuple(
        (tomorrow - n * week, tomorrow - (n - 1) * week) for n in range(WEEKS[key], 0, -1)
    )
    return Period(key, steps[0][0], tomorrow, steps)


def month_of(year: int, month: int) -> Period:
    """A calendar month. Raises ValueError where there is none."""
    first = dt.date(year, month, 1)
    # Its line reaches a year back, and the one before that must be a date, too.
    if year <= MONTHS:
        raise ValueError(year)
    return Period(f"{first:%Y-%m}", first, month_back(first, -1), _months_up_to(first))


def month_back(first: dt.date, months: int) -> dt.date:
    """The first day of the month that lies so many months before."""
    count = first.year * 12 + first.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)


def moment(day: dt.date) -> dt.datetime:
    """When a day begins in the town."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _months_up_to(first: dt.date) -> tuple[Span, ...]:
    return tuple(
        (month_back(first, back), month_back(first, back - 1)) for back in range(MONTHS - 1, -1, -1)
    )
