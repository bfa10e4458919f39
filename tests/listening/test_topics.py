"""Topics in the town: found by the worker, kept in order by staff, shown to everybody only from enough people on."""

import pytest

from huying.core.errors import Denied, HuyingError
from huying.core.models import Event
from huying.core.permissions import PUBLIC, Role
from huying.core.tenancy import in_town
from huying.listening import topic_actions as actions
from huying.listening import topic_jobs
from huying.listening.models import Topic, TopicMember
from huying.listening.topic_queries import current, matters_of, why
from huying.voices import triage
from huying.voices.actions import support
from huying.voices.models import Matter
from tests.factories import make_actor, make_public_matter, make_town, make_voice

pytestmark = pytest.mark.django_db

LAMPS = (
    "村口路灯坏了，晚上黑得看不见路",
    "村口路灯不亮，晚上黑，老人摔了一跤",
    "村口路灯又坏了，晚上看不见路",
)
SMOKE = ("楼下饭店油烟太大，熏得睡不着", "饭店油烟往楼上灌，熏得窗户不敢开")


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


@pytest.fixture
def staff(town):
    return make_actor(town, Role.STAFF)


def say(town, texts, **more):
    return [
        make_voice(town, text, client_key=f"{text}{at}", **more).matter_id
        for at, text in enumerate(texts)
    ]


def held():
    return {
        topic.pk: set(matters_of(topic).values_list("pk", flat=True))
        for topic in Topic.objects.filter(state="live")
    }


def test_the_worker_groups_what_is_alike_and_a_second_round_changes_nothing(town):
    lamps, smoke = say(town, LAMPS), say(town, SMOKE)
    topic_jobs.update(town)
    assert sorted(held().values(), key=min) == [set(lamps), set(smoke)]
    first, second = Topic.objects.order_by("pk")
    assert (first.people, first.matters, second.people) == (3, 3, 2)
    assert first.auto_name == "" or "路灯" in first.auto_name
    assert topic_jobs.update(town) == 0
    assert Event.objects.filter(kind="topic", verb="open").count() == 2


def test_who_left_the_same_contact_twice_is_one_person(town):
    say(town, LAMPS, reach="19900000001")
    topic_jobs.update(town)
    assert Topic.objects.get().people == 1


def test_a_new_matter_joins_and_a_withdrawn_one_leaves(town, staff):
    lamps = say(town, LAMPS[:2])
    topic_jobs.update(town)
    topic = Topic.objects.get()
    (third,) = say(town, LAMPS[2:])
    triage.withdraw_matter(matter=Matter.objects.get(pk=lamps[0]), by=staff, reason="说错了")
    topic_jobs.update(town)
    assert held() == {topic.pk: {lamps[1], third}}


def test_staff_name_pin_merge_and_split_and_the_worker_leaves_it_so(town, staff):
    lamps, smoke = say(town, LAMPS), say(town, SMOKE)
    topic_jobs.update(town)
    one, other = Topic.objects.order_by("pk")
    actions.rename(topic=one, by=staff, name="村口路灯")
    actions.pin(topic=one, by=staff, pinned=True)
    actions.merge(source=other, target=one, by=staff)
    assert held() == {one.pk: {*lamps, *smoke}}
    apart = actions.split(topic=one, matter_ids=[lamps[0]], by=staff)
    topic_jobs.update(town)
    assert held() == {one.pk: {*lamps[1:], *smoke}, apart.pk: {lamps[0]}}
    one.refresh_from_db()
    assert (str(one), one.pinned, one.people) == ("村口路灯", True, 4)
    verbs = (
        Event.objects.filter(kind="topic", subject_id=one.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["open", "name", "pin", "absorb", "split"]


def test_what_cannot_be_split_or_merged_is_said(town, staff):
    lamps = say(town, LAMPS)
    topic_jobs.update(town)
    topic = Topic.objects.get()
    for ids in ([], lamps, [999_999]):
        with pytest.raises(HuyingError):
            actions.split(topic=topic, matter_ids=ids, by=staff)
    with pytest.raises(HuyingError):
        actions.merge(source=topic, target=topic, by=staff)
    with pytest.raises(Denied):
        actions.rename(topic=topic, by=make_actor(town, Role.CLERK), name="x")
    assert held() == {topic.pk: set(lamps)}


def test_everybody_sees_a_topic_only_from_enough_people_behind_what_is_public(town):
    matters = [
        make_public_matter(town, "村口路灯坏了", text=text, client_key=text) for text in LAMPS
    ]
    topic_jobs.update(town)
    topic = Topic.objects.get()
    assert topic.public_people == len(matters)
    assert (current(town), [one.name for one in current(town, public=False)]) == (
        [],
        ["村口路灯坏了"],
    )
    Topic.objects.update(public_people=5)
    assert [one.people for one in current(town)] == [5]
    assert current(town, category="roads") == []


def test_why_is_a_sentence(town):
    say(town, LAMPS)
    topic_jobs.update(town)
    assert why(Topic.objects.get()).startswith("共3人说起，最近28天新增3人")


def test_an_emptied_topic_is_shown_nowhere(town):
    say(town, SMOKE)
    topic_jobs.update(town)
    TopicMember.objects.all().delete()
    topic_jobs.refresh(town)
    assert current(town, public=False) == []


def test_a_topic_of_many_me_toos_has_a_usual_that_is_no_less_than_nothing(town):
    matter = make_public_matter(town, "村口路灯坏了")
    for at in range(12):
        support(town=town, matter=matter, by=PUBLIC, client_key=str(at))
    topic_jobs.update(town)
    topic = Topic.objects.get()
    assert (topic.people, topic.matters, topic.usual >= 0) == (13, 1, True)
