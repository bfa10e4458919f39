"""What a topic's members sum up to: people, pace, spread, ratings, names."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from huying.analysis import redaction
from huying.analysis.topics import Message, Saying, pace
from huying.analysis.topics.naming import name
from huying.analysis.topics.pace import MEMORY, Background
from huying.analysis.topics.ranking import heat, kind_of
from huying.core import clock, sealing
from huying.core.models import Town
from huying.listening.models import Topic
from huying.listening.topic_rules import recent_days
from huying.voices.actions import REACH
from huying.voices.models import Matter, Support, Voice
from huying.voices.queries import first_words

CHUNK = 500


def refresh(town: Town, topics: Iterable[Topic] | None = None) -> int:
    """Bring the sums of `topics` (all live ones) up to date. Returns how many changed."""
    rows = list(Topic.objects.filter(town=town, state="live") if topics is None else topics)
    if not rows:
        return 0
    at, days = clock.now(), recent_days(town)
    background = Background(_everything(town, at, days), at, days)
    members: dict[int, list[Matter]] = defaultdict(list)
    mine = Matter.objects.filter(town=town, topic_member__topic__in=[row.pk for row in rows])
    mine = mine.annotate(words=first_words())
    for matter in mine.select_related("topic_member").order_by("pk"):
        members[matter.topic_member.topic_id].append(matter)
    changed = 0
    for topic in rows:
        figures = _figures(members[topic.pk], background)
        fresh = {key: value for key, value in figures.items() if getattr(topic, key) != value}
        if fresh:
            # Sums, not acts: they come from what the ledger holds already.
            Topic.objects.filter(pk=topic.pk).update(**fresh)
            changed += 1
    return changed


def _figures(matters: list[Matter], background: Background) -> dict[str, object]:
    said = sayings([matter.pk for matter in matters], {m.pk: m for m in matters})
    told = [one for rows in said.values() for one in rows]
    shown = {one.person for matter in matters if matter.public for one in said[matter.pk]}
    kind, divisions = kind_of(matter.category for matter in matters), _divisions(matters)
    judged, bad = _ratings(matters)
    found = pace(told, kind, background)
    return {
        "auto_name": _name(matters),
        "public_name": _name([matter for matter in matters if matter.public]),
        "category": kind, "division_id": divisions[0] if len(set(divisions)) == 1 else None,
        "people": len({one.person for one in told}), "public_people": len(shown), "matters": len(matters),
        "recent": found.recent, "before": found.before, "usual": found.usual, "chance": found.chance,
        "rising": found.rising, "spread": len(set(divisions)), "judged": judged, "bad": bad,
        "heat": heat(told, background.at, spread=len(set(divisions)), judged=judged, bad=bad),
        "first_at": min((one.at for one in told), default=None),
        "last_at": max((one.at for one in told), default=None),
    }  # fmt: skip


def sayings(matter_ids: list[int], matters: dict[int, Matter]) -> dict[int, list[Saying]]:
    """Who stands behind each matter and since when, "me too"s as well.

    Somebody who left the same contact twice is one person. The contact is compared here and nowhere kept.
    """
    found: dict[int, list[Saying]] = defaultdict(list)
    for start in range(0, len(matter_ids), CHUNK):
        part = matter_ids[start : start + CHUNK]
        voices = Voice.objects.filter(matter_id__in=part, state="received").select_related(
            "contact"
        )
        for voice in voices.order_by("pk"):
            contact = getattr(voice, "contact", None)
            who = _who(bytes(contact.reach) if contact else b"", f"voice {voice.pk}")
            found[voice.matter_id].append(_saying(who, voice.said_at, matters[voice.matter_id]))
        for support in Support.objects.filter(matter_id__in=part).order_by("pk"):
            who = _who(bytes(support.reach), f"device {support.client_key}")
            found[support.matter_id].append(
                _saying(who, support.created_at, matters[support.matter_id])
            )
    return found


def _saying(who: str, at: dt.datetime, matter: Matter) -> Saying:
    return Saying(who, at, matter.category, str(matter.division_id or ""))


def _who(reach: bytes, otherwise: str) -> str:
    if not reach:
        return otherwise
    try:
        told = sealing.unseal(reach, context=REACH)
    except sealing.SealError:
        return otherwise
    return sealing.blind(told, context="topic") if told else otherwise


def _everything(town: Town, at: dt.datetime, days: int) -> Iterator[Saying]:
    """All that was said in the town, "me too"s as well: the same things that are counted of a topic."""
    since = at - dt.timedelta(days=days + MEMORY)
    voices = Voice.objects.filter(town=town, state="received", said_at__gte=since)
    supports = Support.objects.filter(town=town, created_at__gte=since)
    for rows, moment in ((voices, "said_at"), (supports, "created_at")):
        for when, category in rows.values_list(moment, "matter__category").iterator():
            yield Saying("", when, category)


def _divisions(matters: list[Matter]) -> list[int]:
    return [matter.division_id for matter in matters if matter.division_id]


def _ratings(matters: list[Matter]) -> tuple[int, int]:
    grades = ("satisfied", "mostly_satisfied", "dissatisfied")
    judged = sum(matter.grades.get(grade, 0) for matter in matters for grade in grades)
    return judged, sum(matter.grades.get("dissatisfied", 0) for matter in matters)


def _name(matters: list[Matter]) -> str:
    """From titles; where staff have given none yet, from what was said, without what could name a person."""
    told = [
        Message(one.pk, "" if one.title else redaction.hide(one.words or ""), one.title)
        for one in matters
    ]
    return name(told)
