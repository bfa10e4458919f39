"""From messages to ranked topics, each with the sentence that says why it stands where it stands."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from huying.analysis.topics.grouping import group
from huying.analysis.topics.messages import Group, Message, Topic
from huying.analysis.topics.naming import name
from huying.analysis.topics.pace import SMALL, Background, Saying, pace

RECENT_DAYS = 28
# Somebody who spoke this many days ago counts half.
HALF_LIFE = 60
# Each further place adds a tenth, up to five; answers all rated bad count up to half as much again.
SPREAD_ADDS, SPREAD_MOST, BAD_ADDS = 0.1, 5, 0.5


def topics(
    messages: Iterable[Message],
    *,
    at: dt.datetime | None = None,
    days: int = RECENT_DAYS,
    known: Mapping[int, Hashable] | None = None,
    least: int = 2,
) -> list[Topic]:
    """The topics of a pile, hottest first. at: now; the time of the last message where not given.

    The order of `messages` makes no difference. Messages without a time count as said at `at`, less a year.
    """
    rows = {one.key: one for one in messages}
    now = at or max((one.at for one in rows.values() if one.at), default=None)
    sayings = {key: _saying(one, now) for key, one in rows.items()} if now else {}
    background = Background(sayings.values(), now, days) if now else None
    made = [
        _topic(one, [rows[key] for key in one.keys], sayings, background)
        for one in group(rows.values(), known, least=least)
    ]
    return sorted(made, key=lambda one: (-one.heat, one.messages))


def heat(
    sayings: Iterable[Saying], at: dt.datetime, *, spread: int, judged: int, bad: int
) -> float:
    """How hot: people, those of long ago for less; more where it spreads and where answers were rated bad."""
    latest: dict[str, float] = {}
    nameless = 0.0
    for one in sayings:
        weight = 0.5 ** (max((at - one.at).total_seconds(), 0) / 86_400 / HALF_LIFE)
        if one.person:
            latest[one.person] = max(latest.get(one.person, 0.0), weight)
        else:
            nameless += weight
    places = 1 + SPREAD_ADDS * min(max(spread - 1, 0), SPREAD_MOST)
    # Two more, one of them good: a single bad rating is no verdict.
    rated = 1 + BAD_ADDS * bad / (judged + 2)
    return round((sum(latest.values()) + nameless) * places * rated, 4)


def kind_of(kinds: Iterable[str]) -> str:
    """The kind that most are of, '' where none has one."""
    counted = Counter(kind for kind in kinds if kind)
    return min(counted, key=lambda kind: (-counted[kind], kind), default="")


def reason(topic: Topic, *, days: int = RECENT_DAYS, english: bool = False) -> str:
    """Why it stands there, in a sentence."""
    return reason_of(
        people=topic.people, recent=topic.recent, usual=topic.usual, rising=topic.rising, spread=topic.spread,
        judged=topic.judged, bad=topic.bad, days=days, english=english,
    )  # fmt: skip


def reason_of(
    *, people: int, recent: int, usual: float, rising: bool, spread: int, judged: int, bad: int,
    days: int = RECENT_DAYS, english: bool = False,
) -> str:  # fmt: skip
    """The same from figures."""
    if english:
        parts = [
            f"{people} people in all, {recent} of them new in the last {days} days; usual would be {usual:g}"
        ]
        parts += [f"in {spread} places"] * (spread > 1)
        parts += [f"{bad} of {judged} who judged an answer were not satisfied"] * (judged > 0)
        parts += ["more than chance explains"] * rising
        parts += ["few people: no more than a hint"] * (people < SMALL)
        return "; ".join(parts) + "."
    parts = [f"共{people}人说起，最近{days}天新增{recent}人，按同类事项和季节通常约{usual:g}人"]
    parts += [f"涉及{spread}处地方"] * (spread > 1)
    parts += [f"此前的答复有{judged}人评价，{bad}人不满意"] * (judged > 0)
    parts += ["增加得比偶然波动快"] * rising
    parts += ["人数少，只作提示"] * (people < SMALL)
    return "；".join(parts) + "。"


def _saying(one: Message, now: dt.datetime) -> Saying:
    return Saying(one.person, one.at or now - dt.timedelta(days=365), one.kind, one.place)


def _topic(
    one: Group,
    rows: Sequence[Message],
    sayings: Mapping[int, Saying],
    background: Background | None,
) -> Topic:
    told = [sayings[key] for key in one.keys if key in sayings]
    rated = [row.badly_rated for row in rows if row.badly_rated is not None]
    spread = len({row.place for row in rows if row.place})
    named = {row.person for row in rows if row.person}
    people = len(named) + sum(not row.person for row in rows)
    figures = {"recent": 0, "before": 0, "usual": 0.0, "chance": 1.0, "rising": False}
    hot = float(people)
    if background:
        found = pace(told, kind_of(row.kind for row in rows), background)
        figures = {key: getattr(found, key) for key in figures}
        hot = heat(told, background.at, spread=spread, judged=len(rated), bad=sum(rated))
    return Topic(
        name=name(rows), messages=one.keys, people=people, spread=spread, likes=sum(row.likes for row in rows),
        judged=len(rated), bad=sum(rated), heat=hot, known=one.known, **figures,  # type: ignore[arg-type]
    )  # fmt: skip
