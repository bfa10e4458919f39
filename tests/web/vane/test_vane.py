"""The wind vane's pages: each reader sees what they may, no small number, the same in table, list and file."""

import csv
import datetime as dt
import io
from collections import Counter

import docx
import openpyxl
import pytest
from django.utils import timezone

from huying.core import clock
from huying.core.models import Event
from huying.core.permissions import Actor, Role, system_actor
from huying.listening.models import Topic
from huying.records.rates import Rate
from huying.rulebook import changes
from huying.town.models import Division
from huying.voices import actions, triage
from huying.voices.models import Matter
from huying.web.vane import tables
from huying.web.vane.reader import Reader
from tests.factories import make_case, make_public_matter, make_voice
from tests.web.browser import Desk, page

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2026, 11, 25, 10))


@pytest.fixture(autouse=True)
def _now():
    with clock.pretend(NOW):
        yield


@pytest.fixture
def spoken(town):
    """南社村: 6 people on water (one of them private), 任庄村: one."""
    matter = make_public_matter(town)
    for number in range(4):
        actions.support(
            town=town,
            matter=matter,
            by=Actor(kind="public", town_id=town.pk),
            client_key=str(number) * 32,
        )
    make_voice(town, "家里的事，不要公开")
    make_voice(town, "任庄的事", division=Division.objects.get(name="任庄村"))
    return matter


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def village(desk, name, **query):
    rows = rows_of(desk.get("vane-table", "villages", "csv", **query))
    return dict(zip(rows[0], next(row for row in rows if row[0] == name), strict=True))


def test_staff_see_every_number_and_everybody_else_none_that_is_small(town, spoken):
    staff, stranger = Desk(town, Role.STAFF), Desk(town)
    assert village(staff, "任庄村")["这段时间"] == "1"
    assert village(staff, "南社村")["这段时间"] == "6"
    for reader in (
        stranger,
        Desk(town, Role.LEADER),
        Desk(town, Role.DEPUTY),
        Desk(town, Role.CLERK),
    ):
        assert village(reader, "任庄村")["这段时间"] == "少于5"
        # The other one would give it away, for the whole is known.
        assert village(reader, "南社村")["这段时间"] == "不单独显示"
    shown = page(stranger.get("vane"))
    assert "少于5人的数字不显示" in shown
    assert "任庄的事" not in shown


def test_smallest_number_is_the_towns_to_set(town, spoken):
    changes.choose_rule(
        town=town, key="vane.smallest", value=1, unit="count", reason="试", by=system_actor(town.pk)
    )
    assert village(Desk(town), "任庄村")["这段时间"] == "1"


def test_list_of_a_stranger_holds_public_matters_alone(town, spoken):
    listed = page(Desk(town).get("vane-list", "people"))
    assert f'/gaodu/register/{spoken.pk}/"' in listed
    assert listed.count('class="hy-card"') == 1
    assert "没有公开的算在数字里，不列在这里" in listed
    staff = page(Desk(town, Role.STAFF).get("vane-list", "people"))
    assert staff.count('class="hy-card"') == 3
    assert "其中5人" in staff


def test_list_of_the_office_holds_its_cases_too(town, spoken):
    case = make_case(town)
    triage.unpublish(
        matter=Matter.objects.get(pk=case.origin_id), by=system_actor(town.pk), reason="涉及隐私"
    )
    listed = page(Desk(town, Role.OFFICE).get("vane-list", "people"))
    assert f"/gaodu/cases/{case.pk}/" in listed
    assert listed.count('class="hy-card"') == 2


def test_choice_goes_from_page_to_list_and_file(town, spoken):
    nanshe = Division.objects.get(name="南社村").pk
    staff = Desk(town, Role.STAFF)
    shown = page(staff.get("vane", division=nanshe, category="water.", period="4w"))
    assert "南社村，用水用电" in shown or "南社村，" in shown
    assert f"/gaodu/vane/list/people/?period=4w&amp;division={nanshe}&amp;category=water." in shown
    listed = page(staff.get("vane-list", "people", division=nanshe, category="water.", period="4w"))
    assert listed.count('class="hy-card"') == 1


def test_what_is_no_choice_counts_as_not_chosen(town, spoken):
    asked = {"period": "x", "division": "999", "category": "x", "after": "x"}
    assert Desk(town).get("vane", **asked).status_code == 200
    assert Desk(town).get("vane-list", "people", **asked).status_code == 200
    for wrong in (
        ("vane-list", "everything"),
        ("vane-table", "people", "csv"),
        ("vane-table", "line", "pdf"),
    ):
        assert Desk(town).get(*wrong).status_code == 404


def test_overdue_is_told_by_unit_to_whom_it_concerns(town):
    with clock.pretend(NOW - dt.timedelta(days=60)):
        make_case(town)
    office = Desk(town, Role.OFFICE)
    assert rows_of(office.get("vane-table", "owed", "csv")) == [["谁办", "件数"], ["水利站", "1"]]
    assert page(office.get("vane-list", "overdue", owes="水利站")).count('class="hy-card"') == 1
    assert page(office.get("vane-list", "overdue", owes="-")).count('class="hy-card"') == 0
    assert Desk(town).get("vane-table", "owed", "csv").status_code == 404
    assert page(Desk(town).get("vane-list", "overdue")).count('class="hy-card"') == 1


def test_file_is_a_workbook_with_numbers(town, spoken):
    response = Desk(town, Role.STAFF).get("vane-table", "villages", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    told = {row[0]: row[1] for row in book.active.values}
    assert (told["南社村"], told["任庄村"]) == (6, 1)


def test_month_is_shown_where_the_record_reaches(town, spoken):
    desk = Desk(town)
    shown = page(desk.get("vane-month", 2026, 11))
    assert "高都镇风向标 2026年11月" in shown
    assert "data-print" in shown
    for year, month in ((2026, 12), (2026, 10), (2026, 13), (1, 1)):
        assert desk.get("vane-month", year, month).status_code == 404


def test_month_is_the_same_whoever_prints_it(town, spoken):
    staff, stranger = Desk(town, Role.STAFF), Desk(town)
    for desk in (staff, stranger):
        assert "少于5" in page(desk.get("vane-month", 2026, 11))
    paper = docx.Document(io.BytesIO(staff.get("vane-paper", 2026, 11, "docx").content))
    cells = [[cell.text for cell in row.cells] for one in paper.tables for row in one.rows]
    assert ["任庄村", "少于5", "0", "—", "—", "—"] in cells
    assert staff.get("vane-paper", 2026, 11, "pdf").content.startswith(b"%PDF")
    assert staff.get("vane-paper", 2026, 11, "xls").status_code == 404
    assert stranger.get("vane-paper", 2026, 11, "pdf").status_code == 302


def test_month_of_a_town_without_a_record_is_not_found(town):
    assert Desk(town).get("vane-month", 2026, 11).status_code == 404
    assert Desk(town).get("vane").status_code == 200


def test_charts_draw_what_the_table_says(town, spoken):
    shown = page(Desk(town, Role.STAFF).get("vane"))
    assert 'data-chart="line"' in shown
    assert 'data-value="6"' in shown
    assert "data-plot" in shown
    # All grades are nobody's yet: a chart of noughts is drawn, one of nothing but gaps is not.
    assert 'data-chart="bars"' in shown
    changes.choose_rule(
        town=town, key="vane.smallest", value=9, unit="count", reason="试", by=system_actor(town.pk)
    )
    assert (
        'data-chart="across"'
        not in page(Desk(town).get("vane", period="4w")).split("rates-heading")[1]
    )


def test_tiles_are_laid_out_by_staff_and_noted(town):
    staff = Desk(town, Role.STAFF)
    assert "按名册排的方块" in page(staff.get("vane"))
    answer = staff.post("vane-tiles", text="· 任庄村\n南社村 ·")
    assert answer.status_code == 302
    assert Event.objects.filter(kind="town", verb="arrange").count() == 1
    shown = page(staff.get("vane"))
    assert "按大家心里的方位排的方块，不是地图" in shown
    assert "hy-tiles is-2" in shown
    assert shown.index("<b>任庄村</b>") < shown.index("<b>南社村</b>")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("南社村", "还缺这些村：任庄村"), ("南社村 任庄村 东村", "名册里没有这些村：东村"),
        ("南社村 任庄村 南社村", "写了两遍：南社村"), ("· · · · · 南社村 任庄村", "一行最多6格"),
    ],
)  # fmt: skip
def test_layout_with_a_fault_is_refused_and_says_which(town, text, said):
    answer = Desk(town, Role.STAFF).post("vane-tiles", text=text)
    assert answer.status_code == 422
    assert said in page(answer)
    assert not Event.objects.filter(kind="town", verb="arrange").exists()


def test_new_village_follows_a_layout_that_does_not_know_it(town):
    staff = Desk(town, Role.STAFF)
    staff.post("vane-tiles", text="任庄村 南社村")
    Division.objects.create(town=town, code="140525107299", name="新村")
    assert "任庄村 南社村\n新村 ·" in page(staff.get("vane-tiles"))


def test_queries_are_the_same_for_one_and_for_more(town, django_assert_max_num_queries):
    desk, counts = Desk(town, Role.STAFF), []
    for period in ("4w", "12w", "year"):
        make_case(town, state="replied")
        with django_assert_max_num_queries(40) as counted:
            assert desk.get("vane", period=period).status_code == 200
        counts.append(len(counted))
    assert counts[1] == counts[2]


def test_what_is_talked_about_shows_to_each_reader_what_they_may_see(town, spoken):
    about = {
        "town": town,
        "people": 7,
        "recent": 3,
        "usual": 0.5,
        "rising": True,
        "category": "water.leak",
    }
    Topic.objects.create(auto_name="南社水管", public_name="村口水管漏水", public_people=6, **about)
    Topic.objects.create(auto_name="家里的事", public_people=1, **about)
    staff, stranger = page(Desk(town, Role.STAFF).get("vane")), page(Desk(town).get("vane"))
    assert "家里的事" in staff
    assert "最近3人，平常0.5人" in staff
    assert "家里的事" not in stranger
    assert "<h3>村口水管漏水</h3>" in stranger
    assert "最近少于5人，平常0.5人" in stranger
    assert "正在升温" in stranger


def test_what_is_left_out_of_a_rate_cannot_be_reckoned_either(town):
    reader = Reader(desk=False, office=False, smallest=5)
    left_out = Counter({"unanswered": 9, "channel": 2, "open": 30, "again": 0})
    why = tables.why_out(reader, Rate(6, 8, left_out))
    assert why == "告知了别的渠道 少于5，还在评价期内 30，还没有答复 不单独显示"
