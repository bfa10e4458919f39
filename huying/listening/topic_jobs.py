"""What the worker does for topics: puts new matters where they belong, opens new topics, keeps the sums."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, Max, Sum

from huying.analysis.topics import Group, Message, group
from huying.core import clock, ledger
from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.tenancy import in_town
from huying.listening.models import Topic, TopicMember
from huying.listening.topic_figures import refresh
from huying.voices.models import Kind, Matter
from huying.voices.queries import first_words
from huying.voices.states import LIVE_STATES

# Older matters start no topic: two seasons of each kind are in it.
WINDOW_DAYS = 2 * 365
# The grouping compares every new matter with all of these; more would take minutes.
MOST = 20_000
# What residents write here is shorter than what the engine's own threshold was chosen on; two short texts look alike
# sooner. A topic too few is merged with one tap, a wrong one misleads.
ALIKE = 0.07
# A matter by itself is a topic once so many stand behind it.
ALONE_FROM = 3

_seen: dict[int, tuple[object, ...]] = {}


def update_topics() -> int:
    """Every town whose matters have changed, or where a day has passed. Returns how many topics changed."""
    done = 0
    for town in Town.objects.order_by("id"):
        with in_town(town):
            mark = _mark(town)
            if _seen.get(town.pk) != mark:
                done += update(town)
                _seen[town.pk] = mark
    return done


def update(town: Town) -> int:
    """Group the town's matters anew, keeping what is grouped. Returns how many topics changed."""
    gone = TopicMember.objects.filter(town=town).exclude(matter__state__in=LIVE_STATES)
    gone.delete()
    known = dict(TopicMember.objects.filter(town=town).values_list("matter_id", "topic_id"))
    people: dict[int, int] = {}
    messages = [_message(matter, people) for matter in _matters(town)]
    for one in group(messages, known, least=1, alike=ALIKE):
        if one.known is not None or len(one.keys) > 1 or people[one.keys[0]] >= ALONE_FROM:
            _keep(town, one, known)
    return refresh(town)


def _matters(town: Town) -> list[Matter]:
    since = clock.now() - dt.timedelta(days=WINDOW_DAYS)
    rows = Matter.objects.filter(town=town, state__in=LIVE_STATES, first_said_at__gte=since)
    rows = rows.exclude(kind=Kind.THANKS).select_related("division")
    return list(rows.annotate(words=first_words()).order_by("-pk")[:MOST])


def _message(matter: Matter, people: dict[int, int]) -> Message:
    people[matter.pk] = matter.voice_count + matter.support_count
    division = matter.division.name if matter.division else ""
    return Message(
        key=matter.pk,
        text=f"{division}{matter.place}。{matter.words or matter.summary}",
        title=matter.title,
        place=str(matter.division_id or ""),
        kind=matter.category,
    )


@transaction.atomic
def _keep(town: Town, one: Group, known: dict[int, int]) -> None:
    topic_id = one.known or _open(town).pk
    fresh = [key for key in one.keys if key not in known]
    TopicMember.objects.bulk_create(
        [TopicMember(town=town, topic_id=topic_id, matter_id=key) for key in fresh]
    )


def _open(town: Town) -> Topic:
    topic = Topic.objects.create(town=town)
    ledger.record(
        town_id=town.pk, kind="topic", verb="open", subject_id=topic.pk, by=system_actor(town.pk),
        after=topic.state,
    )  # fmt: skip
    return topic


def _mark(town: Town) -> tuple[object, ...]:
    rows = Matter.objects.filter(town=town)
    return (clock.today(), *rows.aggregate(Count("pk"), Max("pk"), Sum("version")).values(),
            *rows.aggregate(Sum("voice_count"), Sum("support_count")).values())  # fmt: skip
