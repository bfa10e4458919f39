"""What the desk reads: the order of the queue, filters, twins, what changed, in few queries."""

import datetime as dt

import pytest

from huying.core import clock
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.town.models import Division
from huying.voices import queries, triage
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


def queue(town, wanted=None):
    return list(
        queries.listing(town, wanted or Wanted(state="new")).order_by(*queries.TRIAGE_ORDER)
    )


def texts(town, **wanted):
    return [matter.words for matter in queue(town, Wanted(state="new", **wanted))]


def test_queue_puts_urgent_first_then_the_earliest_due(town):
    old = make_voice(town, "路灯坏了", said_at=clock.now() - dt.timedelta(days=20))
    new = make_voice(town, "垃圾没人收")
    urgent = make_urgent(town, "全村停水三天了")
    emergency = make_urgent(town, "燃气泄漏", "emergency")
    assert [m.pk for m in queue(town)] == [
        emergency.pk, urgent.pk, old.matter_id, new.matter_id,
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_one_query(town, count, django_assert_num_queries):
    for n in range(count):
        make_voice(town, f"第{n}件")
    with django_assert_num_queries(1):
        assert len(queue(town)) == count


def test_queue_filters_by_what_was_said_and_where(town):
    renzhuang = Division.objects.get(name="任庄村")
    make_voice(town, "村口路灯不亮")
    make_voice(town, "学校门口路灯坏了", division=renzhuang, channel="phone")
    make_voice(town, "自来水发黄")
    assert texts(town, q="路灯") == ["村口路灯不亮", "学校门口路灯坏了"]
    assert texts(town, division_id=renzhuang.pk) == ["学校门口路灯坏了"]
    assert texts(town, channel="phone") == ["学校门口路灯坏了"]
    assert texts(town, q="水沟") == []


def test_queue_filters_by_category_group_and_item(town):
    make_urgent(town, "停水了")
    make_voice(town, "别的事")
    assert texts(town, category="water") == ["停水了"]
    assert texts(town, category="water.supply") == ["停水了"]
    assert texts(town, category="water.leak") == []


def test_queue_filters_the_overdue(town):
    make_voice(town, "早就说了", said_at=clock.now() - dt.timedelta(days=40))
    make_voice(town, "刚说的")
    assert texts(town, overdue=True) == ["早就说了"]


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
    assert texts(town, q="路灯") == ["高都的路灯"]


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
