"""What the desk reads: the order of the queue, filters, twins, what changed, in few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.town.models import Division
from huying.voices import queries, triage
from huying.voices.models import Matter
from huying.voices.queries import Wanted
from tests.factories import make_actor, make_public_matter, make_town, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def make_urgent(town, text, urgency="urgent"):
    matter = make_voice(town, text).matter
    triage.classify(
        matter=matter, by=make_actor(town, Role.STAFF), category="water.supply", urgency=urgency,
        division=matter.division,
    )  # fmt: skip
    return matter


def texts(page):
    return [matter.words for matter in page.matters]


def test_queue_puts_urgent_first_then_the_earliest_due(town):
    old = make_voice(town, "路灯坏了", said_at=clock.now() - dt.timedelta(days=20))
    new = make_voice(town, "垃圾没人收")
    urgent = make_urgent(town, "全村停水三天了")
    emergency = make_urgent(town, "燃气泄漏", "emergency")
    assert [m.pk for m in queries.queue(town, Wanted()).matters] == [
        emergency.pk, urgent.pk, old.matter_id, new.matter_id,
    ]  # fmt: skip


def test_queue_pages_hold_every_matter_once(town, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    for n in range(5):
        make_voice(town, f"第{n}件", said_at=clock.now() - dt.timedelta(days=n))
    for n in range(3):
        make_urgent(town, f"急事{n}")
    seen, after = [], ""
    for size in (3, 3, 2):
        page = queries.queue(town, Wanted(), after)
        assert len(page.matters) == size
        seen += [matter.pk for matter in page.matters]
        after = page.following
    assert after == ""
    assert sorted(seen) == sorted(Matter.objects.values_list("pk", flat=True))


def test_queue_shows_a_strange_cursor_its_first_page(town):
    make_voice(town, "路灯坏了")
    assert texts(queries.queue(town, Wanted(), "0_nonsense_x")) == ["路灯坏了"]


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_four_queries(town, count):
    for n in range(count):
        make_voice(town, f"第{n}件")
    with CaptureQueriesContext(
        connection,
    ) as done:
        assert len(queries.queue(town, Wanted()).matters) == count
    assert len(done) == 4


def test_queue_filters_by_what_was_said_and_where(town):
    renzhuang = Division.objects.get(name="任庄村")
    make_voice(town, "村口路灯不亮")
    make_voice(town, "学校门口路灯坏了", division=renzhuang, channel="phone")
    make_voice(town, "自来水发黄")
    assert texts(queries.queue(town, Wanted(q="路灯"))) == ["村口路灯不亮", "学校门口路灯坏了"]
    assert texts(queries.queue(town, Wanted(division_id=renzhuang.pk))) == ["学校门口路灯坏了"]
    assert texts(queries.queue(town, Wanted(channel="phone"))) == ["学校门口路灯坏了"]
    assert texts(queries.queue(town, Wanted(q="水沟"))) == []


def test_queue_filters_by_category_group_and_item(town):
    make_urgent(town, "停水了")
    make_voice(town, "别的事")
    assert texts(queries.queue(town, Wanted(category="water"))) == ["停水了"]
    assert texts(queries.queue(town, Wanted(category="water.supply"))) == ["停水了"]
    assert texts(queries.queue(town, Wanted(category="water.leak"))) == []


def test_queue_filters_the_overdue(town):
    make_voice(town, "早就说了", said_at=clock.now() - dt.timedelta(days=40))
    make_voice(town, "刚说的")
    assert texts(queries.queue(town, Wanted(overdue=True))) == ["早就说了"]


def test_next_in_queue_follows_and_begins_anew_at_the_end(town):
    first, second = make_voice(town, "一").matter, make_voice(town, "二").matter
    assert queries.next_in_queue(town, Wanted(), queries.cursor_of(first)).pk == second.pk
    assert queries.next_in_queue(town, Wanted(), queries.cursor_of(second)).pk == first.pk


def test_next_in_queue_is_nothing_when_all_is_done(town):
    matter = make_voice(town, "一").matter
    here = queries.cursor_of(matter)
    triage.escalate(matter=matter, by=make_actor(town, Role.STAFF), reason="县里管")
    assert queries.next_in_queue(town, Wanted(), here) is None


def test_waiting_counts_counts_each_state_in_one_query(town, django_assert_num_queries):
    make_voice(town, "一")
    make_voice(town, "二")
    staff = make_actor(town, Role.STAFF)
    triage.escalate(matter=make_voice(town, "三").matter, by=staff, reason="县里管")
    with django_assert_num_queries(1):
        counts = queries.waiting_counts(town)
    assert counts == {"new": 2, "for_suggestion": 0, "at_county": 1}


def test_queue_of_one_town_never_shows_another(town):
    other = make_town("beiyi", "140525108", "北义城镇")
    with in_town(other):
        make_voice(other, "北义城的路灯", division=Division.objects.first())
    make_voice(town, "高都的路灯")
    assert texts(queries.queue(town, Wanted(q="路灯"))) == ["高都的路灯"]


def test_twins_of_the_same_place_stand_first_with_the_shared_words(town):
    far = make_voice(
        town, "村口路灯坏了半个月晚上看不见", division=Division.objects.get(name="任庄村")
    ).matter
    near = make_voice(town, "村口的路灯坏了，晚上看不见路").matter
    matter = make_voice(town, "村口路灯坏了，晚上走路看不见").matter
    found = queries.twins(matter, "村口路灯坏了，晚上走路看不见")
    assert [(twin.matter.pk, twin.same_place) for twin in found] == [
        (near.pk, True), (far.pk, False),
    ]  # fmt: skip
    assert any("路灯" in word for word in found[0].words)


def test_twins_leave_out_merged_and_unlike_ones(town):
    staff = make_actor(town, Role.STAFF)
    target = make_voice(town, "村口路灯坏了，晚上看不见").matter
    gone = make_voice(town, "村口路灯坏了，晚上看不见路").matter
    triage.merge(source=gone, target=target, by=staff)
    make_voice(town, "自来水有泥沙，不能喝")
    matter = make_voice(town, "村口路灯坏了，晚上走路看不见").matter
    found = queries.twins(matter, "村口路灯坏了，晚上走路看不见")
    assert [twin.matter.pk for twin in found] == [target.pk]


def test_similar_public_shows_open_public_matters_only(town, django_assert_max_num_queries):
    nanshe = Division.objects.get(name="南社村")
    shown = make_public_matter(town, "村口水管漏水", text="村口水管漏水，路都淹了")
    make_voice(town, "村口水管漏水了，没人管")
    closed = make_public_matter(town, "村口水管漏水", text="村口水管漏水")
    triage.withdraw_matter(matter=closed, by=make_actor(town, Role.STAFF), reason="重复")
    with django_assert_max_num_queries(2):
        found = queries.similar_public(town, "我们村口水管漏水", nanshe)
    assert [twin.matter.pk for twin in found] == [shown.pk]
    assert queries.similar_public(town, "希望开通到县城的公交", nanshe) == []


def test_changes_since_lists_what_was_missed_the_latest_first(town):
    staff = make_actor(town, Role.STAFF)
    matter = make_voice(town).matter
    seen = matter.version
    triage.classify(
        matter=matter, by=staff, category="water.leak", urgency="ordinary", division=None
    )
    triage.escalate(matter=matter, by=staff, reason="县里管")
    assert [event.verb for event in queries.changes_since(matter, seen)] == ["escalate", "classify"]
    assert queries.changes_since(matter, matter.version) == []
