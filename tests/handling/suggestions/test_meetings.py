"""What comes onto the screen, what a meeting leaves open, what proposals and due dates cost and say."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.congress.models import Session
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import Role, system_actor
from huying.handling.models import MeetingItem
from huying.handling.suggestions import meetings, queries
from huying.handling.suggestions.assigning import classify
from huying.handling.suggestions.origin import reply_due
from huying.handling.suggestions.proposals import propose
from huying.suggestions.models import Suggestion
from huying.town.models import Unit
from huying.town.queries import unit_people
from tests.factories import make_account, make_actor, make_suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(town):
    return make_actor(town, Role.STAFF)


def unit(key="water"):
    return Unit.objects.get(key=key)


def held(town, by, count=3):
    """A running meeting of so many."""
    for _n in range(count):
        make_suggestion(town)
    meeting = meetings.prepare(town=town, by=by, title="交办会", held_on=clock.today())
    meetings.begin(meeting=meeting, by=by)
    return meeting, list(meeting.items.all())


def settle(item, by, state="agreed", **more):
    item.refresh_from_db()
    meetings.decide(
        item=item, by=by, state=state, lead=unit(), others=[], seen=item.decided_at, **more
    )


def on_screen(meeting):
    meeting.refresh_from_db()
    return meeting.current_id


def test_only_the_one_on_the_screen_turns_the_screen(town, by):
    meeting, (one, two, three) = held(town, by)
    settle(three, by)
    assert on_screen(meeting) == one.pk
    settle(one, by, "waiting")
    assert on_screen(meeting) == one.pk
    settle(one, by)
    assert on_screen(meeting) == two.pk


def test_what_was_disputed_comes_back_before_the_end(town, by):
    meeting, (one, two, three) = held(town, by)
    settle(one, by, "to_leader")
    settle(two, by, "disputed", dispute="交通站说不归他们管")
    settle(three, by)
    assert on_screen(meeting) == two.pk
    settle(two, by, dispute="交通站说不归他们管", settlement="镇长定：水利站主办")
    assert on_screen(meeting) == one.pk
    with pytest.raises(HuyingError, match="还没有定|还有没定的"):
        meetings.close(meeting=meeting, by=by)
    settle(one, by, "put_off", dispute="两个单位都说不归自己管。")
    assert on_screen(meeting) is None
    cases = meetings.close(meeting=meeting, by=by)
    assert {case.origin_id for case in cases} == {two.suggestion_id, three.suggestion_id}
    meeting.refresh_from_db()
    assert meeting.minutes.endswith(
        f"本次没有交办的：{one.suggestion.code}《{one.suggestion.title}》（会上意见：两个单位都说不归自己管）。"
    )


def test_one_that_is_added_or_taken_off_moves_the_screen(town, by):
    meeting, (one, two) = held(town, by, 2)
    meetings.take_off(item=one, by=by)
    assert on_screen(meeting) == two.pk
    settle(two, by)
    assert on_screen(meeting) is None
    late = make_suggestion(town)
    meetings.list_more(meeting=meeting, suggestions=[late], by=by)
    assert on_screen(meeting) == MeetingItem.objects.get(suggestion=late).pk


def test_title_names_the_session_or_the_month(town):
    session = Session(term_id=1, number=3, opens=clock.today())
    session.term = make_suggestion(town, state="draft").term
    day = dt.date(2026, 11, 25)
    assert meetings.title_for(session, day) == "第十八届人大三次会议代表建议交办会"
    assert meetings.title_for(None, day) == "2026年11月代表建议交办会"


def test_proposals_cost_the_same_for_one_and_for_many(town, by):
    make_suggestion(town, state="answered")
    counts = []
    for count in (1, 4):
        asked = [make_suggestion(town) for _n in range(count)]
        with CaptureQueriesContext(connection) as queries_made:
            proposals = propose(asked)
        counts.append(len(queries_made))
        assert proposals[asked[0].pk].lead == unit()
        assert "水利站：办过相近的“关于修复南社村路灯的建议”" in proposals[asked[0].pk].reasons
    assert counts == [3, 3]


def test_due_date_that_is_shown_before_is_the_one_that_is_given(town, by):
    ordinary, wide = make_suggestion(town), make_suggestion(town)
    classify(suggestion=wide, by=system_actor(town.pk), wide=True, reason="涉及全镇")
    meeting = meetings.prepare(town=town, by=by, title="交办会", held_on=clock.today())
    shown = {one.pk: reply_due(one, clock.today()).date for one in (ordinary, wide)}
    assert shown[ordinary.pk] < shown[wide.pk]
    for item in meeting.items.all():
        settle(item, by)
    meeting.refresh_from_db()
    assert {case.origin_id: case.due for case in meetings.close(meeting=meeting, by=by)} == shown


def test_what_waits_says_which_meeting_has_it(town, by):
    listed = make_suggestion(town)
    meeting = meetings.prepare(town=town, by=by, title="交办会", held_on=clock.today())
    free = make_suggestion(town)
    assert {one.pk: one.listed for one in queries.waiting()} == {listed.pk: meeting, free.pk: None}
    meetings.cancel(meeting=meeting, by=by, reason="改期")
    assert {one.listed for one in queries.waiting()} == {None}
    assert Suggestion.objects.get(pk=listed.pk).state == "accepted"


def test_heads_stand_before_clerks_and_every_unit_stands(town):
    clerk, head = make_account(town, Role.CLERK), make_account(town, Role.HEAD)
    told = [(one.key, name) for one, name in unit_people()]
    assert told == [
        ("water", head.name), ("water", clerk.name), ("transport", ""), ("social", ""),
    ]  # fmt: skip
