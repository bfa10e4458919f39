"""What each suggestion of a town went through: when it was filed, who handles it, what came of it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from bench.generate_suggestions import YEARS, Place

# Of the year under way: what stands where. At least one of each, so that every list has something.
UNDER_WAY = {
    ("closed", "closed"): 52, ("answered", "replied"): 12, ("answered", "promised"): 5,
    ("answered", "further"): 1, ("with_units", "handling"): 14, ("with_units", "signing"): 4,
    ("with_units", "assigned"): 4, ("closed", "again"): 3, ("ended", "ended"): 1,
    ("refused", ""): 2, ("withdrawn", ""): 1, ("on_agenda", ""): 1,
}  # fmt: skip
BEFORE = {
    ("closed", "closed"): 90, ("closed", "again"): 4, ("ended", "ended"): 2, ("refused", ""): 2,
    ("withdrawn", ""): 1, ("on_agenda", ""): 1,
}  # fmt: skip
# Shares of the last year that stand before the handling, and their least number.
WAITING, FILED, WRITTEN = (0.08, 40), (0.015, 3), (0.02, 4)
TAKEN = ("accepted", "with_units", "answered", "closed", "ended")


@dataclass
class Life:
    """One suggestion to be. day: accepted, or filed or begun where it came no further. case: its units' state."""

    day: dt.date
    state: str
    case: str = ""
    session: Any = None
    last_year: bool = False

    @property
    def filed(self) -> dt.date | None:
        """The day on which it was handed in; None while it is written."""
        if self.state == "draft":
            return None
        if self.session is not None and self.day >= self.session.opens:
            return self.session.opens
        return self.day - dt.timedelta(days=2)


@dataclass
class Rows:
    """Unsaved rows by table, in an order in which they can be saved."""

    suggestions: list[Any] = field(default_factory=list)
    matters: list[Any] = field(default_factory=list)
    voices: list[Any] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)
    cases: list[tuple[Any, Any]] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    # (kind, verb, thing, moment, before, after, body)
    acts: list[tuple[str, str, Any, dt.datetime, str, str, dict[str, Any]]] = field(
        default_factory=list
    )
    # The words of each suggestion that can be found.
    found: list[tuple[Any, str]] = field(default_factory=list)


def fill(rng: random.Random, place: Place) -> int:
    """A town's ten years, a year at a time. Returns how many were made."""
    from bench.suggestion_rows import Writer
    from huying.core import clock

    last = clock.today().year
    now = min(place.size, max(place.size // YEARS, 24))
    rest = place.size - now
    writer = Writer(rng, place)
    for at in range(YEARS - 1):
        count = rest * (at + 1) // (YEARS - 1) - rest * at // (YEARS - 1)
        writer.write(past(rng, place, last - YEARS + 1 + at, count))
    writer.write(present(rng, place, now))
    return writer.made


def past(rng: random.Random, place: Place, year: int, count: int) -> list[Life]:
    """A year that is over."""
    states = rng.choices(list(BEFORE), list(BEFORE.values()), k=count)
    last_day = dt.date(year, 12, 31)
    lives = [life(rng, place, dt.date(year, 1, 1), last_day, *state) for state in states]
    return sorted(lives, key=lambda one: one.day)


def present(rng: random.Random, place: Place, count: int) -> list[Life]:
    """The year under way: what was accepted long ago has come far, what came in this month waits."""
    from huying.core import clock

    today = clock.today()
    early = [
        (state, max(1, min(least, int(count * share))))
        for state, (share, least) in (
            ("accepted", WAITING), ("filed", FILED), ("draft", WRITTEN), ("sent_back", (0.01, 2)),
        )
    ]  # fmt: skip
    left = max(0, count - sum(number for _state, number in early))
    ways = list(UNDER_WAY)[:left]
    ways += rng.choices(list(UNDER_WAY), list(UNDER_WAY.values()), k=left - len(ways))
    lives = []
    for state, case in ways:
        # Whose three months are not over yet, but for a few that are late.
        owing = state == "with_units" and rng.random() < 0.9
        days = (32, 80) if owing else (32, max(33, (today - dt.date(today.year, 1, 1)).days))
        first, until = (today - dt.timedelta(days=back) for back in reversed(days))
        lives.append(life(rng, place, first, until, state, case))
    for state, number in early:
        lives += [
            Life(today - dt.timedelta(days=rng.randint(1, 20)), state) for _each in range(number)
        ]
    for one in lives:
        one.last_year = True
    return sorted(lives, key=lambda one: one.day)


def life(
    rng: random.Random, place: Place, first: dt.date, until: dt.date, state: str, case: str
) -> Life:
    """One that is accepted between two days: two of three at a session, where one was held."""
    held = [
        session
        for _term, sessions, _deputies in place.terms
        for session in sessions
        if first <= session.closes and session.closes + dt.timedelta(days=7) <= until
    ]
    if held and rng.random() < 0.66:
        session = rng.choice(held)
        return Life(session.closes + dt.timedelta(days=rng.randint(1, 7)), state, case, session)
    return Life(first + dt.timedelta(days=rng.randint(0, (until - first).days)), state, case)
