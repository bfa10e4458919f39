"""Hot topics for the pages: what people talk about now and what is rising."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, When

from huying.analysis.topics.ranking import reason_of
from huying.core.language import in_english
from huying.core.models import Town
from huying.listening.models import Topic, TopicMember
from huying.listening.topic_rules import recent_days, shown_from
from huying.town.models import Division
from huying.voices.models import Matter
from huying.voices.queries import first_words

# Of what was said first: enough to tell one from another.
SNIPPET = 200
MOST_OTHERS = 40


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
    rows = Topic.objects.filter(town=town, state="live", people__gt=0).select_related("division")
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


def desk(town: Town, *, category: str = "", rising: bool = False) -> QuerySet[Topic]:
    """Every topic for staff; the caller orders and cuts it into pages."""
    rows = _chosen(town, None, category)
    return rows.filter(rising=True) if rising else rows


def matters_of(topic: Topic) -> QuerySet[Matter]:
    """Its matters, the latest first, each with the words that were said first as `words`."""
    return (
        Matter.objects.filter(town_id=topic.town_id, topic_member__topic=topic)
        .select_related("division")
        .annotate(words=first_words(SNIPPET))
        .order_by("-first_said_at", "-pk")
    )


def others(topic: Topic) -> QuerySet[Topic]:
    """The topics that it may be merged into, the hottest first, those of its place and category before all."""
    near = Case(
        When(division_id=topic.division_id, category=topic.category, then=0),
        When(category=topic.category, then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = Topic.objects.filter(town_id=topic.town_id, state="live", people__gt=0)
    return rows.exclude(pk=topic.pk).order_by(near, "-heat", "id")[:MOST_OTHERS]


def why(topic: Topic) -> str:
    """The sentence that says why it stands where it stands, in the reader's language."""
    return reason_of(
        people=topic.people, recent=topic.recent, usual=topic.usual, rising=topic.rising, spread=topic.spread,
        judged=topic.judged, bad=topic.bad, days=recent_days(topic.town), english=in_english(),
    )  # fmt: skip
