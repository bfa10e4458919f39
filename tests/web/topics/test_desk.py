"""The desk of topics: what is hot and why, and staff's verbs, without JavaScript."""

import pytest
from django.urls import reverse

from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.listening import topic_jobs
from huying.listening.models import Topic
from huying.listening.topic_queries import matters_of
from tests.factories import make_account, make_town, make_voice

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
        for at, text in enumerate((*LAMPS, *SMOKE)):
            make_voice(town, text, client_key=str(at))
        topic_jobs.update(town)
        yield town


@pytest.fixture
def staff(client, town):
    client.force_login(make_account(town, Role.STAFF))
    return client


def act(client, town, topic, verb, **data):
    url = reverse("topic-act", args=[town.slug, topic.pk, verb])
    topic.refresh_from_db()
    return client.post(url, {"version": topic.version, **data})


def test_the_list_says_why_and_the_topic_shows_its_matters(staff, town):
    body = staff.get(reverse("topics", args=[town.slug])).content.decode()
    assert "共3人说起，最近28天新增3人" in body
    topic = Topic.objects.order_by("pk")[0]
    body = staff.get(reverse("topic", args=[town.slug, topic.pk])).content.decode()
    assert body.count('name="matters"') == 3


def test_nothing_rises_and_another_category_is_empty(staff, town):
    url = reverse("topics", args=[town.slug])
    assert "没有符合条件的" in staff.get(url, {"rising": "on"}).content.decode()


def test_name_pin_split_and_merge(staff, town):
    lamps, smoke = Topic.objects.order_by("pk")
    act(staff, town, lamps, "name", name="村口的路灯")
    act(staff, town, lamps, "pin")
    one = matters_of(lamps)[0]
    answer = act(staff, town, lamps, "split", matters=[one.pk])
    apart = Topic.objects.latest("pk")
    assert answer.url == reverse("topic", args=[town.slug, apart.pk])
    act(staff, town, smoke, "merge", into=lamps.pk)
    lamps.refresh_from_db()
    assert (lamps.name, lamps.pinned, lamps.matters, apart.members.count()) == (
        "村口的路灯",
        True,
        4,
        1,
    )
    gone = staff.get(reverse("topic", args=[town.slug, smoke.pk]))
    assert gone.url == reverse("topic", args=[town.slug, lamps.pk])


def test_what_is_refused_is_said_at_its_place(staff, town):
    lamps = Topic.objects.order_by("pk")[0]
    assert "请勾选要分出去的事项" in act(staff, town, lamps, "split").content.decode()
    answer = act(
        staff, town, lamps, "split", matters=[*matters_of(lamps).values_list("pk", flat=True)]
    )
    assert (answer.status_code, "请至少留下一件" in answer.content.decode()) == (400, True)
    assert act(staff, town, lamps, "merge", into="").status_code == 400
    assert act(staff, town, lamps, "withdraw").status_code == 404


def test_who_saw_an_older_version_is_told(staff, town):
    lamps = Topic.objects.order_by("pk")[0]
    url = reverse("topic-act", args=[town.slug, lamps.pk, "name"])
    staff.post(url, {"version": lamps.version, "name": "一"})
    answer = staff.post(url, {"version": lamps.version, "name": "二"})
    lamps.refresh_from_db()
    assert (answer.status_code, lamps.name) == (400, "一")


def test_the_list_costs_the_same_whatever_its_length(staff, town, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        staff.get(reverse("topics", args=[town.slug]))
