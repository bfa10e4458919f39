"""The periods: whole weeks, twelve months, calendar months."""

import datetime as dt

import pytest

from huying.records.vane import periods

pytestmark = pytest.mark.one_database
TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    "key", ["4w", "12w", "year", "2026-11", "2024-02", "", "2026-13", "0001-01", "x"]
)
@pytest.mark.parametrize("today", [TODAY, dt.date(2028, 2, 29), dt.date(2026, 1, 1)])
def test_steps_follow_each_other_without_a_gap(key, today):
    period = periods.period(key, today)
    assert period.steps[-1][1] >= period.end
    assert [end for _start, end in period.steps[:-1]] == [start for start, _end in period.steps[1:]]
    assert period.start in {start for start, _end in period.steps}
    assert period.before[0] < period.before[1] <= period.start


def test_twelve_weeks_end_today():
    period = periods.period("12w", TODAY)
    assert (period.key, period.start, period.last) == ("12w", dt.date(2026, 9, 3), TODAY)
    assert len(period.steps) == 12
    assert period.before == (dt.date(2026, 6, 11), dt.date(2026, 9, 3))


def test_year_is_twelve_calendar_months_and_is_compared_with_the_same_days_a_year_ago():
    period = periods.period("year", TODAY)
    assert (period.start, period.last, len(period.steps)) == (dt.date(2025, 12, 1), TODAY, 12)
    assert period.before == (dt.date(2024, 12, 1), dt.date(2025, 11, 26))


def test_month_is_whole_and_its_line_reaches_a_year_back():
    period = periods.period("2026-10", TODAY)
    assert (period.start, period.end) == (dt.date(2026, 10, 1), dt.date(2026, 11, 1))
    assert period.steps[0] == (dt.date(2025, 11, 1), dt.date(2025, 12, 1))
    assert period.before == (dt.date(2026, 9, 1), dt.date(2026, 10, 1))


def test_what_names_no_period_is_the_usual_one():
    assert (
        periods.period("2026-13", TODAY)
        == periods.period("", TODAY)
        == periods.period("12w", TODAY)
    )
