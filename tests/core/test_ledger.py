"""Any altered, dropped or reordered event is found; an erased content leaves the chain whole."""

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.core import clock, ledger
from huying.core.models import Event, EventContent, LedgerHead
from huying.core.permissions import system_actor
from huying.core.tenancy import across_towns
from tests.factories import make_town

pytestmark = pytest.mark.django_db

FIELDS = ("kind", "verb", "subject_id", "before", "after", "actor_kind", "digest", "public", "at")


def chain_of(town, count):
    with across_towns():
        Event.objects.all().delete()
    for number in range(count):
        ledger.record(
            town_id=town.pk, kind="matter", verb="publish", subject_id=number, by=system_actor(town.pk),
            before="new", after="new", body={"title": f"第{number}件 𠮷"},
        )  # fmt: skip
    assert ledger.seal_pending() == count


def sealed(town):
    with across_towns():
        return list(Event.objects.filter(town=town).order_by("seq"))


def change(event, **values):
    with across_towns():
        Event.objects.filter(pk=event.pk).update(**values)


def test_chain_holds_and_counts():
    town = make_town()
    chain_of(town, 5)
    ledger.record(town_id=town.pk, kind="a", verb="b", subject_id=1, by=system_actor(town.pk))
    check = ledger.verify(town)
    assert (check.holds, check.events, check.erased, check.unsealed) == (True, 5, 0, 1)
    assert check.head == ledger.head(town)[1]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 6), st.sampled_from(FIELDS))
def test_altered_event_is_found(transactional_or_plain_town, at, name):
    town = transactional_or_plain_town
    chain_of(town, 7)
    event = sealed(town)[at]
    new = {
        "subject_id": 999,
        "public": not event.public,
        "at": event.at + dt.timedelta(seconds=1),
    }.get(name, "altered")
    change(event, **{name: new})
    assert ledger.verify(town).broken == at + 1


@pytest.fixture
def transactional_or_plain_town():
    return make_town()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 5))
def test_dropped_event_is_found(transactional_or_plain_town, at):
    town = transactional_or_plain_town
    chain_of(town, 7)
    with across_towns():
        sealed(town)[at].delete()
    assert ledger.verify(town).broken == at + 1


def test_dropped_last_event_is_found_by_a_kept_head():
    town = make_town()
    chain_of(town, 4)
    kept = dict([ledger.head(town)])
    with across_towns():
        sealed(town)[-1].delete()
    assert ledger.verify(town).holds
    assert ledger.verify(town, kept).broken == 4


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=2, unique=True))
def test_reordered_events_are_found(transactional_or_plain_town, pair):
    town = transactional_or_plain_town
    chain_of(town, 7)
    one, other = (sealed(town)[at] for at in pair)
    change(one, seq=None)
    change(other, seq=one.seq, link=one.link)
    change(one, seq=other.seq, link=other.link)
    assert ledger.verify(town).broken == min(pair) + 1


def test_altered_content_is_found():
    town = make_town()
    chain_of(town, 3)
    content = EventContent.objects.get(event=sealed(town)[1])
    content.body = {**content.body, "title": "改过"}
    content.save()
    assert ledger.verify(town).broken == 2


def test_erased_content_leaves_the_chain_whole():
    town = make_town()
    chain_of(town, 3)
    ledger.erase(event=sealed(town)[1], reason="本人要求删除", by=system_actor(town.pk))
    ledger.seal_pending()
    check = ledger.verify(town)
    assert (check.holds, check.events, check.erased) == (True, 4, 1)
    assert not EventContent.objects.filter(event=sealed(town)[1]).exists()


def test_digest_needs_the_salt():
    assert ledger.content_digest("a", {"x": 1}) != ledger.content_digest("b", {"x": 1})


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())))
def test_content_survives_the_database_text(body):
    body = dict(body.items())
    assert ledger.canonical(json.loads(ledger.canonical(body))) == ledger.canonical(body)


def test_two_towns_have_two_chains():
    one, other = make_town(), make_town(slug="beiliu", code="140525101", name="北留镇")
    chain_of(one, 2)
    ledger.record(town_id=other.pk, kind="a", verb="b", subject_id=1, by=system_actor(other.pk))
    ledger.seal_pending()
    assert [ledger.verify(town).events for town in (one, other)] == [2, 1]


def test_head_of_yesterday_is_published_once():
    town = make_town()
    yesterday = clock.now() - dt.timedelta(days=1)
    with clock.pretend(yesterday):
        ledger.record(town_id=town.pk, kind="a", verb="b", subject_id=1, by=system_actor(town.pk))
    with across_towns():
        Event.objects.exclude(kind="a").delete()
        ledger.seal_pending()
        assert [ledger.publish_heads(), ledger.publish_heads()] == [1, 0]
        head = LedgerHead.objects.get(town=town)
    assert (head.day, head.seq) == (clock.today() - dt.timedelta(days=1), 1)
    change(sealed(town)[0], link="f" * 64)
    assert not ledger.verify(town).holds
