"""The working calendar against the published notices, day by day, and the arithmetic of months."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rulebook.calendar import DAY, WorkingCalendar, add_months
from tests.rulebook.state_council_days import NOTICES

CALENDAR = WorkingCalendar()
KNOWN_DAYS = st.dates(dt.date(2004, 1, 1), dt.date(2026, 12, 31))
DAYS = st.dates(dt.date(2004, 1, 1), dt.date(2035, 12, 31))


def day_of(year: int, text: str) -> dt.date:
    return dt.date(year, int(text[:2]), int(text[2:]))


def published(year: int) -> dict[dt.date, bool]:
    """Every day of the year: whether it is worked, by the notice alone."""
    rests, made_up = NOTICES[year]
    day, works = dt.date(year, 1, 1), {}
    while day.year == year:
        works[day] = day.weekday() < 5
        day += DAY
    for span in rests:
        first, last = (day_of(year, part) for part in span.split("-"))
        while first <= last:
            works[first] = False
            first += DAY
    for text in made_up:
        works[day_of(year, text)] = True
    return works


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_the_year_is_as_published(year):
    assert {day: CALENDAR.is_workday(day) for day in published(year)} == published(year)


@given(KNOWN_DAYS, st.integers(0, 40))
def test_add_workdays_passes_exactly_that_many(day, count):
    end = CALENDAR.add_workdays(day, count)
    passed = [day + DAY * n for n in range(1, (end - day).days + 1)]
    assert sum(map(CALENDAR.is_workday, passed)) == count
    assert count == 0 or CALENDAR.is_workday(end)


@given(DAYS, DAYS, st.integers(0, 40))
def test_a_later_start_is_never_due_earlier(one, other, count):
    first, second = sorted((one, other))
    assert CALENDAR.add_workdays(first, count) <= CALENDAR.add_workdays(second, count)


def months_by_walking(day: dt.date, count: int) -> dt.date:
    """The same day of the month by walking day by day through `count` month starts."""
    walker, starts = day, 0
    while starts < count:
        walker += DAY
        starts += walker.day == 1
    last = walker
    while (last + DAY).month == walker.month:
        last += DAY
    return min(dt.date(walker.year, walker.month, 1) + DAY * (day.day - 1), last) if count else day


@given(DAYS, st.integers(0, 30))
def test_add_months_equals_walking(day, count):
    assert add_months(day, count) == months_by_walking(day, count)


def test_month_without_that_day_ends_on_its_last():
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2024, 8, 31), 6) == dt.date(2025, 2, 28)
    assert add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)


def test_year_that_nobody_announced_is_provisional():
    day = dt.date(2027, 2, 8)
    assert CALENDAR.is_provisional(day)
    assert not CALENDAR.kind(dt.date(2027, 10, 1)).works
    entered = WorkingCalendar({day: (False, "春节")}, frozenset({2027}))
    assert (entered.is_provisional(day), entered.kind(day).works) == (False, False)
    assert entered.kind(dt.date(2027, 2, 9)).works


def test_entered_year_goes_before_the_package():
    day = dt.date(2026, 10, 8)
    assert CALENDAR.is_workday(day)
    assert not WorkingCalendar({day: (False, "国庆节")}, frozenset({2026})).is_workday(day)
