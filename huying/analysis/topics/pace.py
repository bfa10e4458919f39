"""Is more said about it than usual? The usual is what its kind of work is doing at the same time.

Of everybody who spoke of a topic, now and before, how many would have spoken lately if it only moved as its kind does?
Where all of a kind comes up more often (a cold spell and heating) nothing is rising. That is a conditional test: given
the topic's people, the lately part is binomial; people come in bunches, which makes it a beta-binomial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scipy.stats import betabinom

# About one quiet topic in a hundred looked at is flagged by chance at most; bench/texts/topics.py measures it, also where
# people come in bunches.
FALSE_ALARMS = 0.01
# Fewer people than this are never called rising: two neighbours are no trend.
LEAST_PEOPLE = 4
# Below this many people behind a topic, its figures are said to be small.
SMALL = 8
# How far back "before" goes, in days: a year, so that each season is in it once.
MEMORY = 365
# The share expected is that of the kind, drawn towards that of everything said as if by so many people more.
SHRINK = 20
# People talk to each other and come in bunches: the variance of their number is about this many times its mean.
BUNCHING = 2


@dataclass(frozen=True)
class Saying:
    """Somebody said something of a kind of work at a moment. person: '' is somebody not met before."""

    person: str
    at: dt.datetime
    kind: str = ""
    place: str = ""


@dataclass(frozen=True)
class Pace:
    """recent: people of the last days. before: of the year before those. usual: how many lately would be usual.
    chance: how often chance alone gives as many. small: so few people that nothing follows from the figures.
    """

    recent: int
    before: int
    usual: float
    chance: float
    rising: bool
    small: bool


class Background:
    """What everybody says, by kind: how large a part of it was said lately."""

    def __init__(self, sayings: Iterable[Saying], at: dt.datetime, days: int) -> None:
        self.at, self.days = at, days
        self.counts: dict[str, list[int]] = {}
        self.whole = [0, 0]
        for one in sayings:
            if (late := lately(one.at, at, days)) is not None:
                self.counts.setdefault(one.kind, [0, 0])[not late] += 1
                self.whole[not late] += 1

    def share(self, kind: str, without: Iterable[Saying] = ()) -> float:
        """The part of the last year's sayings of `kind` that fell into the last days, those of the topic left out.

        `without` are the topic's own, which stand in the background as well.
        """
        here, whole = list(self.counts.get(kind, [0, 0])), list(self.whole)
        for one in without:
            if (late := lately(one.at, self.at, self.days)) is not None:
                whole[not late] -= 1
                here[not late] -= one.kind == kind
        # Sayings that the background does not know take nothing from it.
        here, whole = [max(n, 0) for n in here], [max(n, 0) for n in whole]
        # With nothing else said, time itself is the measure.
        time = self.days / (self.days + MEMORY)
        general = (whole[0] + SHRINK * time) / (sum(whole) + SHRINK)
        return (here[0] + SHRINK * general) / (sum(here) + SHRINK)


def lately(when: dt.datetime, at: dt.datetime, days: int) -> bool | None:
    """Whether `when` lies in the `days` up to `at`; None where it is after, or longer ago than MEMORY before those."""
    age = (at - when).total_seconds() / 86_400
    if age < 0 or age >= days + MEMORY:
        return None
    return age < days


def pace(sayings: Iterable[Saying], kind: str, background: Background) -> Pace:
    """The pace of a topic of `kind`. Who spoke both lately and before counts as before: they are no news."""
    rows = list(sayings)
    recent, before = _people(rows, background)
    share = background.share(kind, rows)
    whole = recent + before
    chance = _at_least(recent, whole, share)
    return Pace(
        recent=recent,
        before=before,
        usual=round(whole * share, 1),
        chance=chance,
        rising=recent >= LEAST_PEOPLE and chance < FALSE_ALARMS,
        small=whole < SMALL,
    )


def _people(rows: list[Saying], background: Background) -> tuple[int, int]:
    late: set[str] = set()
    early: set[str] = set()
    nameless = [0, 0]
    for one in rows:
        is_late = lately(one.at, background.at, background.days)
        if is_late is None:
            continue
        if not one.person:
            nameless[not is_late] += 1
        else:
            (late if is_late else early).add(one.person)
    return len(late - early) + nameless[0], len(early) + nameless[1]


def _at_least(recent: int, whole: int, share: float) -> float:
    if not recent:
        return 1.0
    share = min(max(share, 1e-6), 1 - 1e-6)
    # A beta-binomial's variance is the binomial's times 1 + (whole - 1) / (weight + 1).
    weight = max((whole - 1) / (BUNCHING - 1) - 1, 1.0)
    return float(betabinom.sf(recent - 1, whole, weight * share, weight * (1 - share)))
