"""A deputy's desk: the matters of their own places, and a voice heard on a visit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.town.models import Deputy, Division, Holding, Point
from huying.voices import triage
from huying.voices.models import Voice
from tests.factories import make_public_matter, make_town, make_voice
from tests.web.browser import Desk, page


@pytest.fixture
def deputy(town):
    """王𠮷祥, of 南社村."""
    return Desk(town, "deputy")


def village(name):
    return Division.objects.get(name=name)


def shown(deputy, **query) -> list[str]:
    return [matter.title for matter in deputy.get("deputy-desk", **query).context["rows"].rows]


def said(**other):
    return {
        "channel": "visit", "said_at": "2026-03-02T09:30", "kind": "problem",
        "provenance": "走访时在他家院里说的", "text": "沟里的垃圾没人清",
        "name": "李𠮷", "reach": "13900000002", "division": village("任庄村").pk,
    } | other  # fmt: skip


def test_desk_shows_the_own_constituency_first(town, deputy):
    make_public_matter(town, title="南社的事")
    make_public_matter(town, title="任庄的事", division=village("任庄村"))
    make_public_matter(town, title="全镇的事", division=None)
    assert shown(deputy) == ["南社的事"]
    assert shown(deputy, tab="mine") == ["南社的事"]
    assert shown(deputy, tab="nonsense") == ["南社的事"]
    assert shown(deputy, tab="town") == ["全镇的事", "任庄的事", "南社的事"]


def test_village_of_a_point_where_the_deputy_sits_counts_too(town, deputy):
    make_public_matter(town, title="任庄的事", division=village("任庄村"))
    Deputy.objects.get().points.add(Point.objects.get(key="renzhuang"))
    assert shown(deputy) == ["任庄的事"]


def test_matter_that_is_not_public_is_not_shown(town, deputy):
    voice = make_voice(town, "还没有梳理的话")
    for tab in ("mine", "town", "suggestion"):
        assert shown(deputy, tab=tab) == []
        assert voice.text not in page(deputy.get("deputy-desk", tab=tab))


def test_what_was_kept_for_a_suggestion_has_a_tab_of_its_own(town, deputy):
    matter = make_public_matter(town, title="修一条路", division=village("任庄村"))
    triage.keep_for_suggestion(matter=matter, by=system_actor(town.pk), reason="要列入计划")
    assert shown(deputy, tab="suggestion") == ["修一条路"]
    assert shown(deputy) == []


def test_desk_never_shows_a_contact_or_the_words_as_they_were_said(town, deputy):
    make_public_matter(
        town, title="路灯不亮", text="我家孩子摔了", name="张𠮷", reach="13900000001"
    )
    for tab in ("mine", "town"):
        content = page(deputy.get("deputy-desk", tab=tab))
        assert "路灯不亮" in content
        for secret in ("我家孩子摔了", "张𠮷", "13900000001"):
            assert secret not in content


def test_deputy_enters_a_voice_heard_on_a_visit(deputy):
    form = deputy.get("station-enter").context["form"]
    assert (form["channel"].value(), form.fields["point"].required) == ("visit", False)
    response = deputy.post("station-enter", **said())
    voice = Voice.objects.get()
    assert response.url == deputy.url("station-slip", voice.pk)
    assert (voice.text, voice.channel, voice.provenance, voice.point, voice.division.name) == (
        "沟里的垃圾没人清", "visit", "走访时在他家院里说的", None, "任庄村",
    )  # fmt: skip
    assert voice.entered_by_id == deputy.account.pk
    assert b"13900000002" not in bytes(voice.contact.reach)
    slip = page(deputy.client.get(response.url))
    assert voice.code[:4] in slip
    assert "<svg" in slip


def test_slip_is_for_the_deputy_who_entered_it_only(town, deputy):
    deputy.post("station-enter", **said())
    voice = Voice.objects.get()
    other = Desk(town, "deputy")
    assert other.get("station-slip", voice.pk).status_code == 404


def test_bad_input_keeps_what_the_deputy_typed(deputy):
    response = deputy.post("station-enter", **said(reach="12"))
    assert list(response.context["form"].errors) == ["reach"]
    assert response.context["form"]["text"].value() == "沟里的垃圾没人清"
    assert Voice.objects.count() == 0


def test_account_without_its_deputy_sees_no_constituency(town, deputy):
    make_public_matter(town)
    Holding.objects.update(deputy=None)
    assert shown(deputy) == []


def test_other_town_stays_out(deputy):
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    with in_town(other):
        make_public_matter(other, title="巴公的事")
    assert shown(deputy, tab="town") == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DEPUTY}))
def test_other_roles_have_no_deputys_desk(town, role):
    assert Desk(town, role).get("deputy-desk").status_code == 403


def test_desk_stays_within_its_queries(town, deputy):
    for number in range(27):
        make_public_matter(town, title=f"第{number}件")
    with CaptureQueriesContext(connection) as seen:
        response = deputy.get("deputy-desk")
    assert len(seen) <= 12
    assert len(response.context["rows"].rows) == 25
    older = deputy.client.get(deputy.url("deputy-desk") + response.context["rows"].older)
    assert [matter.title for matter in older.context["rows"].rows] == ["第1件", "第0件"]
