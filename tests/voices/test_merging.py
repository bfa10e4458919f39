"""Merging and splitting: whatever the order, nobody is lost, doubled or left unanswered."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.core import ledger
from huying.core.errors import HuyingError
from huying.core.models import Message
from huying.core.permissions import Actor, system_actor
from huying.core.tenancy import in_town
from huying.voices import actions, triage
from huying.voices.models import Matter, Merge, Support, Voice
from tests.factories import make_public_matter, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def people(matter):
    return (
        set(matter.voices.values_list("pk", flat=True)),
        set(matter.supports.values_list("pk", flat=True)),
    )


def one_with_a_me_too(town, number):
    matter = make_public_matter(town, f"第{number}处漏水", reach=f"1990000{number:04d}")
    actions.support(
        town=town, matter=matter, by=Actor(kind="public", town_id=town.pk),
        client_key=f"{matter.pk}", reach=f"1990001{number:04d}",
    )  # fmt: skip
    return matter


ACTS = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.integers(0, 3), st.integers(0, 3)),
    max_size=10,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_any_order_of_merges_and_splits_keeps_everybody(town, acts):
    by = system_actor(town.pk)
    matters = [one_with_a_me_too(town, number) for number in range(4)]
    ids = [matter.pk for matter in matters]
    before = [people(matter) for matter in matters]
    done = []
    for verb, one, other in acts:
        try:
            if verb == "merge":
                source, target = Matter.objects.get(pk=ids[one]), Matter.objects.get(pk=ids[other])
                done.append(triage.merge(source=source, target=target, by=by))
            elif done:
                triage.split(record=done[one % len(done)], by=by)
        except HuyingError:
            continue
        ours = Matter.objects.filter(pk__in=ids)
        assert sum(matter.voice_count for matter in ours) == 4
        assert sum(matter.support_count for matter in ours) == 4
        for matter in ours:
            assert (matter.voice_count, matter.support_count) == tuple(map(len, people(matter)))
            assert (matter.state == "merged") == (matter.voice_count == 0)
    for record in Merge.objects.filter(source__in=ids, undone_at__isnull=True).order_by("-id"):
        triage.split(record=record, by=by)
    assert [people(Matter.objects.get(pk=pk)) for pk in ids] == before
    ledger.seal_pending()
    assert ledger.verify(town).holds


def test_everybody_merged_is_answered_once(town):
    by = system_actor(town.pk)
    target, one, other = (one_with_a_me_too(town, number) for number in range(3))
    triage.merge(source=one, target=target, by=by)
    triage.merge(source=other, target=target, by=by)
    target.refresh_from_db()
    triage.answer_on_spot(matter=target, by=by, text="三处都修好了。")
    told = Message.objects.filter(template="answered")
    assert told.count() == Voice.objects.count() + Support.objects.count() == 6


def test_link_of_a_merged_voice_leads_to_where_it_stands(town):
    by = system_actor(town.pk)
    first, second, third = (one_with_a_me_too(town, number) for number in range(3))
    triage.merge(source=first, target=second, by=by)
    second.refresh_from_db()
    triage.merge(source=second, target=third, by=by)
    first.refresh_from_db()
    assert actions.standing(first) == third


def test_merge_into_itself_is_refused(town):
    matter = one_with_a_me_too(town, 0)
    with pytest.raises(HuyingError):
        triage.merge(
            source=matter, target=Matter.objects.get(pk=matter.pk), by=system_actor(town.pk)
        )
