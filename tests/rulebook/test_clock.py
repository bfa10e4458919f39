"""Due dates and their derivations: exact cases, and what must hold of all of them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rulebook.calendar import DAY, WorkingCalendar
from huying.rulebook.clock import Due, derive
from huying.rulebook.periods import Period

CALENDAR = WorkingCalendar()
DAYS = st.dates(dt.date(2004, 1, 1), dt.date(2026, 6, 30))
PERIODS = st.one_of(
    st.builds(Period, st.integers(0, 40), st.just("working_days")),
    st.builds(Period, st.integers(0, 90), st.just("days")),
    st.builds(Period, st.integers(0, 6), st.just("months")),
)


@st.composite
def stops(draw, start):
    first = start + DAY * draw(st.integers(0, 30))
    return first, first + DAY * draw(st.integers(0, 30))


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        (Period(10, "working_days"), "2026-09-28", "2026-10-16"),
        (Period(1, "working_days"), "2026-02-13", "2026-02-14"),
        (Period(3, "months"), "2026-11-30", "2027-03-01"),
        (Period(7, "days"), "2026-09-24", "2026-10-08"),
        (Period(0, "days"), "2026-09-24", "2026-09-24"),
    ],
)
def test_due_is_exact(period, start, expected):
    due = derive(period, dt.date.fromisoformat(start), CALENDAR)
    assert due.date == dt.date.fromisoformat(expected)


def test_sentence_says_how_it_was_reached():
    due = derive(Period(10, "working_days"), dt.date(2026, 9, 28), CALENDAR, source="镇里定")
    assert due.sentence() == (
        "从2026年9月28日的次日起算10个工作日，其中国庆节放假7天，2026年10月10日调休上班，计入，"
        "到2026年10月16日为止。依据：镇里定。"
    )


def test_sentence_says_that_a_rest_day_moves_the_end():
    due = derive(Period(7, "days"), dt.date(2026, 9, 24), CALENDAR)
    assert due.moved_from == dt.date(2026, 10, 1)
    assert "2026年10月1日是休息日，顺延，到2026年10月8日为止。" in due.sentence()


def test_provisional_year_is_said():
    due = derive(Period(60, "working_days"), dt.date(2026, 11, 23), CALENDAR)
    assert due.provisional
    assert "国务院还没有公布" in due.sentence()


@given(PERIODS, DAYS)
def test_due_is_a_workday_not_before_the_start(period, start):
    due = derive(period, start, CALENDAR)
    assert due.date >= start
    assert CALENDAR.is_workday(due.date)


@given(PERIODS, DAYS)
def test_due_survives_json(period, start):
    due = derive(period, start, CALENDAR, extensions=[Period(3, "working_days")])
    assert Due.from_json(due.to_json()) == due


@given(PERIODS, DAYS, DAYS)
def test_later_start_is_never_due_earlier(period, one, other):
    first, second = sorted((one, other))
    assert derive(period, first, CALENDAR).date <= derive(period, second, CALENDAR).date


@given(st.data(), PERIODS, DAYS)
def test_a_stop_never_shortens_and_an_extension_lengthens(data, period, start):
    plain = derive(period, start, CALENDAR).date
    stopped = derive(period, start, CALENDAR, stops=[data.draw(stops(start))]).date
    longer = derive(period, start, CALENDAR, extensions=[Period(5, "working_days")]).date
    assert stopped >= plain
    assert longer > plain or period.value == 0


@given(st.data(), st.integers(1, 60), DAYS)
def test_stopped_days_do_not_count(data, count, start):
    """In calendar days: the days after the start that were not halted number the period exactly."""
    stop = data.draw(stops(start))
    due = derive(Period(count, "days"), start, CALENDAR, stops=[stop])
    end = due.moved_from or due.date
    halted = {stop[0] + DAY * n for n in range(1, (stop[1] - stop[0]).days + 1)}
    counted = [start + DAY * n for n in range(1, (end - start).days + 1)]
    assert sum(day not in halted for day in counted) == count


@given(st.data(), PERIODS, DAYS)
def test_stops_count_once_however_they_are_cut(data, period, start):
    first, last = data.draw(stops(start))
    middle = first + DAY * ((last - first).days // 2)
    whole = derive(period, start, CALENDAR, stops=[(first, last)])
    parts = derive(period, start, CALENDAR, stops=[(first, middle), (middle, last)])
    twice = derive(period, start, CALENDAR, stops=[(first, last), (first, last)])
    assert whole.date == parts.date == twice.date


def test_negative_or_unknown_period_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Period(-1, "days")
    with pytest.raises(ValueError, match="unit"):
        Period(1, "fortnights")
