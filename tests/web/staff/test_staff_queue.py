"""The queue page: order, filters, keyboard, paging, counts, few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.permissions import Role
from huying.town.models import Division
from huying.voices import triage
from huying.web.paging import SIZE
from tests.factories import make_actor, make_voice


def listed(response):
    return [matter.words for matter in response.context["rows"]]


def test_queue_shows_new_matters_the_oldest_first(town, staff):
    make_voice(town, "后说的")
    make_voice(town, "先说的", said_at=clock.now() - dt.timedelta(days=9))
    response = staff.get("staff-queue")
    assert response.status_code == 200
    assert listed(response) == ["先说的", "后说的"]


def test_queue_can_be_worked_by_keyboard(town, staff):
    make_voice(town, "路灯坏了")
    html = staff.get("staff-queue").content.decode()
    assert "data-keys-list" in html
    assert html.count("data-keys-item") == 1
    assert 'data-key="/"' in html


def test_queue_counts_each_tab(town, staff):
    make_voice(town, "一")
    by = make_actor(town, Role.STAFF)
    triage.escalate(matter=make_voice(town, "二").matter, by=by, reason="县里管")
    response = staff.get("staff-queue")
    assert [tab["count"] for tab in response.context["tabs"]] == ["1", "0", "1", "0", None]
    assert listed(staff.get("staff-queue", tab="at_county")) == ["二"]
    assert listed(staff.get("staff-queue", tab="all")) == ["二", "一"]


def test_queue_finds_the_words_that_were_said(town, staff):
    make_voice(town, "村口路灯不亮")
    make_voice(town, "自来水发黄")
    assert listed(staff.get("staff-queue", q="路灯")) == ["村口路灯不亮"]
    assert listed(staff.get("staff-queue", q="没有这个词")) == []


def test_queue_filters_combine(town, staff):
    renzhuang = Division.objects.get(name="任庄村")
    make_voice(town, "甲", division=renzhuang, channel="phone")
    make_voice(town, "乙", division=renzhuang)
    make_voice(town, "丙", channel="phone")
    assert listed(staff.get("staff-queue", village=renzhuang.pk, channel="phone")) == ["甲"]


def test_queue_ignores_a_filter_that_makes_no_sense(town, staff):
    make_voice(town, "甲")
    assert listed(staff.get("staff-queue", village="99999", category="no.such")) == ["甲"]


def test_queue_goes_on_where_the_page_ends(town, staff):
    for n in range(SIZE + 1):
        make_voice(town, f"第{n}件")
    first = staff.get("staff-queue")
    assert listed(first) == [f"第{n}件" for n in range(SIZE)]
    second = staff.client.get(staff.url("staff-queue") + first.context["rows"].older)
    assert listed(second) == [f"第{SIZE}件"]
    assert second.context["rows"].older == ""


@pytest.mark.parametrize("tab", ["new", "all", "at_county"])
def test_queue_takes_as_many_queries_for_three_as_for_one(town, staff, tab):
    by = make_actor(town, Role.STAFF)

    def queries_taken():
        with CaptureQueriesContext(connection) as done:
            assert staff.get("staff-queue", tab=tab).status_code == 200
        return len(done)

    def one_more():
        matter = make_voice(town, "路灯坏了").matter
        if tab == "at_county":
            triage.escalate(matter=matter, by=by, reason="县里管")

    one_more()
    first = queries_taken()
    one_more()
    one_more()
    assert queries_taken() == first
    assert first <= 12


def test_presidium_reads_the_queue(town, desk_of):
    make_voice(town, "路灯坏了")
    assert listed(desk_of("presidium").get("staff-queue")) == ["路灯坏了"]


@pytest.mark.parametrize("role", ["clerk", "keeper", "office", "auditor"])
def test_queue_is_closed_to_others(town, desk_of, role):
    assert desk_of(role).get("staff-queue").status_code == 403
