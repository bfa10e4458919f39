"""Hot topics for the pages: what people talk about now and what is rising."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from huying.core.models import Town
from huying.listening.models import Topic, TopicMember
from huying.listening.topic_rules import shown_from
from huying.town.models import Division


@dataclass(frozen=True)
class Current:
    """A topic as a reader may see it.

    people: everybody behind it, each once; recent: of the last days; usual: what would be usual there and at this
    season. rising: more than chance explains. spread: places. bad of judged: how earlier answers were rated.
    """

    key: int
    name: str
    category: str
    division: Division | None
    people: int
    matters: int
    recent: int
    usual: float
    rising: bool
    spread: int
    bad: int
    judged: int
    pinned: bool
    last_at: datetime | None


def current(
    town: Town,
    *,
    division: Division | None = None,
    category: str = "",
    public: bool = True,
    rising: bool = False,
    limit: int = 10,
) -> list[Current]:
    """The hottest topics, pinned ones first; one look at the database.

    public: as everybody may see it: only people behind published matters are counted, a topic needs as many of
    them as the town's setting says, and its name is staff's or a published title. Otherwise for staff. category: an
    item's or a group's key. rising: only what rises.
    """
    rows = _chosen(town, division, category)
    if rising:
        rows = rows.filter(rising=True)
    if public:
        rows = rows.filter(public_people__gte=shown_from(town)).exclude(public_name="")
    return [_current(topic, public) for topic in rows[:limit]]


def _chosen(town: Town, division: Division | None, category: str) -> QuerySet[Topic]:
    rows = Topic.objects.filter(town=town, state="live").select_related("division")
    if division:
        rows = rows.filter(
            Q(division=division)
            | Q(
                pk__in=TopicMember.objects.filter(town=town, matter__division=division).values(
                    "topic_id"
                )
            )
        )
    if category:
        exact = "category" if "." in category else "category__startswith"
        rows = rows.filter(**{exact: category if "." in category else f"{category}."})
    return rows.order_by("-pinned", "-heat", "id")


def _current(topic: Topic, public: bool) -> Current:
    return Current(
        key=topic.pk,
        name=(topic.name or topic.public_name) if public else str(topic),
        category=topic.category,
        division=topic.division,
        people=topic.public_people if public else topic.people,
        matters=topic.matters,
        recent=topic.recent,
        usual=topic.usual,
        rising=topic.rising,
        spread=topic.spread,
        bad=topic.bad,
        judged=topic.judged,
        pinned=topic.pinned,
        last_at=topic.last_at,
    )
