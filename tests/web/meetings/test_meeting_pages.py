"""The pages of assignment meetings: prepared, arranged, held, closed; two people at one; few queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.permissions import system_actor
from huying.handling.models import Case, Meeting
from huying.suggestions import examining
from huying.town.models import Unit
from tests.journeys import assignments
from tests.web.browser import Desk, page
from tests.web.meetings.held import prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town):
    return Desk(town, "staff")


def said(item, state="agreed", **more):
    """What the form of an item sends as it stands."""
    item.refresh_from_db()
    seen = item.decided_at.isoformat() if item.decided_at else ""
    return {"state": state, "lead": item.lead_id or "", "others": item.others, "seen": seen, **more}


# Preparing


def test_the_session_gives_the_title_and_everything_that_waits_is_listed(town, staff):
    assignments.make(town, 3)
    form = staff.get("meetings").context["form"]
    assert form["title"].value() == "第十八届人大三次会议代表建议交办会"
    sent = {name: form[name].value() for name in ("title", "held_on", "session")}
    response = staff.post("meeting-prepare", **sent)
    meeting = Meeting.objects.get()
    assert response["Location"] == staff.url("meeting", meeting.pk)
    assert meeting.session.number == 3
    shown = staff.get("meeting", meeting.pk)
    leads = [item.lead.name for item in shown.context["agenda"].items]
    assert leads == ["水利站", "交通管理站", "社会事务办公室"]
    assert "水利站：主办这一大类" in page(shown)


def test_a_meeting_without_a_title_keeps_what_was_typed(town, staff):
    response = staff.post("meeting-prepare", title="", held_on="2026-12-03", session="")
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["title"]
    assert 'value="2026-12-03"' in page(response)


def test_presence_is_preset_and_an_arrangement_is_not_overwritten(town, staff):
    meeting, _items = prepared(town)
    form = staff.get("meeting", meeting.pk).context["form"]
    assert form["present"].value() == (
        "水利站　承办单位负责人\n交通管理站　承办单位负责人\n社会事务办公室"
    )
    sent = {name: form[name].value() for name in ("title", "held_on", "present", "seen")}
    saved = staff.post("meeting-arrange", meeting.pk, **sent, place="二楼会议室", chair="李主席")
    assert saved.status_code == 302
    late = staff.post("meeting-arrange", meeting.pk, **sent, place="三楼", chair="")
    assert late.status_code == 409
    assert 'value="三楼"' in page(late)
    meeting.refresh_from_db()
    assert (meeting.place, meeting.chair) == ("二楼会议室", "李主席")
    again = late.context["form"]
    sent["seen"] = again["seen"].value()
    assert (
        staff.post("meeting-arrange", meeting.pk, **sent, place="三楼", chair="").status_code == 302
    )


def test_units_are_changed_and_items_taken_off_and_put_back(town, staff):
    meeting, (one, two) = prepared(town)
    social = Unit.objects.get(key="social")
    bad = staff.post("meeting-item", meeting.pk, one.pk, **said(one, separately="on", others=[]))
    assert list(bad.context["form"].errors) == ["others"]
    changed = said(
        one, lead=social.pk, others=[one.lead_id], separately="on", instruction="年内办好"
    )
    staff.post("meeting-item", meeting.pk, one.pk, **changed)
    one.refresh_from_db()
    assert (one.state, one.lead, one.separately, one.instruction) == (
        "waiting", social, True, "年内办好",
    )  # fmt: skip
    stale = staff.post("meeting-item", meeting.pk, one.pk, **{**changed, "instruction": "别的"})
    assert stale.status_code == 409
    assert "别的" in page(stale)
    staff.post("meeting-off", meeting.pk, two.pk)
    assert [item.pk for item in meeting.items.all()] == [one.pk]
    staff.post("meeting-add", meeting.pk, pick=[two.suggestion_id])
    assert [item.suggestion_id for item in meeting.items.all()] == [
        one.suggestion_id, two.suggestion_id,
    ]  # fmt: skip
    assert "二楼" not in page(staff.get("meeting-agenda", meeting.pk))


# Holding


def test_each_agreed_goes_on_to_the_next(town, staff):
    meeting, items = prepared(town, 3)
    assert staff.post("meeting-begin", meeting.pk)["Location"] == staff.url(
        "meeting-hold", meeting.pk
    )
    for item in items:
        held = staff.get("meeting-hold", meeting.pk)
        assert held.context["item"] == item
        assert 'data-key="Enter"' in page(held)
        staff.post("meeting-decide", meeting.pk, item.pk, **said(item))
    assert "都议完了" in page(staff.get("meeting-hold", meeting.pk))


def test_a_dispute_needs_its_words_and_how_it_was_settled(town, staff):
    meeting, (one, _two) = prepared(town, begun=True)
    bare = staff.post("meeting-decide", meeting.pk, one.pk, **said(one, "disputed"))
    assert list(bare.context["form"].errors) == ["dispute"]
    dispute = "交通站说桥归水利站管"
    half = staff.post("meeting-decide", meeting.pk, one.pk, **said(one, dispute=dispute))
    assert half.status_code == 400
    assert list(half.context["form"].errors) == ["settlement"]
    assert dispute in page(half)
    staff.post("meeting-decide", meeting.pk, one.pk, **said(one, "to_leader", dispute=dispute))
    one.refresh_from_db()
    assert one.state == "to_leader"
    settled = said(one, dispute=dispute, settlement="镇长定：水利站主办")
    staff.post("meeting-decide", meeting.pk, one.pk, **settled)
    one.refresh_from_db()
    assert (one.state, one.settlement) == ("agreed", "镇长定：水利站主办")


def test_two_people_see_what_the_other_decided_and_keep_what_they_typed(town, staff):
    meeting, (one, _two) = prepared(town, begun=True)
    mine = said(one, "agreed", instruction="请一个月内答复")
    other = Desk(town, "presidium")
    other.post("meeting-decide", meeting.pk, one.pk, **said(one, "put_off"))
    response = staff.post("meeting-decide", meeting.pk, one.pk, **mine)
    assert response.status_code == 409
    assert "这一件刚刚由别人定了" in page(response)
    assert "主席团" in page(response)
    assert "请一个月内答复" in page(response)
    mine["seen"] = response.context["form"]["seen"].value()
    assert staff.post("meeting-decide", meeting.pk, one.pk, **mine).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.instruction) == ("agreed", "请一个月内答复")


def test_the_rest_is_agreed_at_once_but_for_what_has_no_unit(town, staff):
    meeting, items = prepared(town, 20, begun=True)
    assert staff.get("meeting-hold", meeting.pk).context["agenda"].as_proposed == 18
    staff.post("meeting-rest", meeting.pk)
    states = list(meeting.items.values_list("state", flat=True))
    assert states == ["agreed"] * 18 + ["waiting"] * 2
    assert staff.get("meeting-hold", meeting.pk).context["item"] == items[18]


# The screen


def test_the_screen_is_asked_for_little_until_there_is_news(town, staff):
    meeting, (one, two) = prepared(town, begun=True)
    leader = Desk(town, "leader")
    shown = page(leader.get("meeting-screen", meeting.pk))
    assert one.suggestion.title in shown
    assert "Refresh" not in leader.get("meeting-screen", meeting.pk)
    assert leader.get("meeting-screen", meeting.pk, plain="1")["Refresh"] == "3"
    (token,) = re.findall(r"\?seen=([\d-]+)", shown)
    with CaptureQueriesContext(connection) as asked:
        assert leader.get("meeting-follow", meeting.pk, seen=token).status_code == 204
    assert len(asked) <= 5
    staff.post("meeting-show", meeting.pk, two.pk)
    assert two.suggestion.title in page(leader.get("meeting-follow", meeting.pk, seen=token))
    for item in (one, two):
        staff.post("meeting-decide", meeting.pk, item.pk, **said(item))
    assert "商定 2 件" in page(leader.get("meeting-follow", meeting.pk, seen=token))


# The close


def test_close_shows_everything_first_and_does_it_once(town, staff):
    meeting, items = prepared(town, 3, begun=True)
    early = staff.get("meeting-close", meeting.pk)
    assert "还有 3 件没定" in page(early)
    assert staff.post("meeting-close", meeting.pk, version=meeting.version).status_code == 400
    for item in items[:2]:
        staff.post("meeting-decide", meeting.pk, item.pk, **said(item))
    staff.post("meeting-decide", meeting.pk, items[2].pk, **said(items[2], "put_off"))
    ready = staff.get("meeting-close", meeting.pk)
    assert "将交办 2 件" in page(ready)
    assert "这次不交办 1 件" in page(ready)
    due = {item.suggestion_id: item.due.date for item in ready.context["agenda"].agreed}
    version = ready.context["meeting"].version
    staff.post("meeting-decide", meeting.pk, items[1].pk, **said(items[1], instruction="快办"))
    stale = staff.post("meeting-close", meeting.pk, version=version)
    assert (stale.status_code, Case.objects.count()) == (409, 0)
    again = stale.context["meeting"].version
    assert staff.post("meeting-close", meeting.pk, version=again).status_code == 302
    assert {case.origin_id: case.due for case in Case.objects.all()} == due
    result = page(staff.get("meeting", meeting.pk))
    for case in Case.objects.all():
        assert staff.url("case", case.pk) in result
    assert "会议逐件商定了代表建议的承办单位，交办2件" in result
    assert staff.post("meeting-close", meeting.pk, version=again).status_code == 302
    assert Case.objects.count() == 2


def test_one_that_was_withdrawn_meanwhile_is_named_and_nothing_is_assigned(town, staff):
    meeting, (one, two) = prepared(town, begun=True)
    for item in (one, two):
        staff.post("meeting-decide", meeting.pk, item.pk, **said(item))
    examining.withdraw(suggestion=two.suggestion, by=system_actor(town.pk), reason="已经办好")
    meeting.refresh_from_db()
    response = staff.post("meeting-close", meeting.pk, version=meeting.version)
    assert response.status_code == 400
    assert "不能交办" in page(response)
    assert (Case.objects.count(), Meeting.objects.get().state) == (0, "running")


def test_called_off_with_a_reason(town, staff):
    meeting, _items = prepared(town)
    assert staff.post("meeting-cancel", meeting.pk, reason="").status_code == 400
    staff.post("meeting-cancel", meeting.pk, reason="镇长出差，改期")
    assert "镇长出差，改期" in page(staff.get("meeting", meeting.pk))
    assert len(staff.get("meetings").context["free"]) == 2
