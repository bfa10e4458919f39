"""The year's page for everybody; the ledger to take away for the congress staff."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone

from huying.core import clock as the_clock
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from tests.factories import make_suggestion, make_town
from tests.web.browser import Desk, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def answered(town, day="2026-06-10"):
    with the_clock.pretend(timezone.make_aware(dt.datetime.fromisoformat(f"{day} 10:00"))):
        return make_suggestion(town, state="answered")


def test_everybody_reads_each_rate_with_its_parts(town):
    answered(town)
    shown = page(Desk(town).get("report-year", 2026))
    assert "2026年代表建议办理情况" in shown
    assert "（1 / 1）" in shown
    assert "没有反馈的不计入满意率。" in shown
    assert "拿走" not in shown


def test_latest_year_stands_first_and_an_unknown_one_is_not_found(town):
    answered(town)
    answered(town, "2027-06-10")
    assert "2027年代表建议办理情况" in page(Desk(town).get("reports"))
    assert Desk(town).get("report-year", 1999).status_code == 404


def test_queries_are_the_same_for_one_and_for_three(town, django_assert_max_num_queries):
    desk = Desk(town, Role.STAFF)
    counts = []
    for _each in range(3):
        answered(town)
        with django_assert_max_num_queries(40) as counted:
            assert desk.get("report-year", 2026).status_code == 200
        counts.append(len(counted))
    assert counts[1] == counts[2]


def test_ledger_is_a_workbook_that_opens(town):
    suggestion = answered(town)
    response = Desk(town, Role.STAFF).get("report-ledger", 2026)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.values)
    assert len(rows) == 2
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["标题"], told["主办单位"], told["编号"]) == (suggestion.title, "水利站", 1)
    assert (
        "台账.xlsx" in response["Content-Disposition"] or "utf-8" in response["Content-Disposition"]
    )
