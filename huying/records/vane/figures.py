"""What is counted: the sums of a place or a category, and the lines over time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from huying.records.rates import Rate
from huying.records.vane.periods import Period

# Why somebody or something is in no rate.
UNANSWERED, AGAIN, CHANNEL = "unanswered", "again", "channel"
OPEN, SILENT = "open", "silent"
NOT_DUE, ELSEWHERE = "not_due", "elsewhere"
FIRST, FINAL = "first", "final"


@dataclass
class Sums:
    """The sums of one place, one category or the whole town, about who spoke in the period.

    said, me_too: voices and "me too"s, thanks and what was taken back aside; before: both together in the
    period before. contacted: matters with their first answer in time. first, final, fully: residents who
    said of the first answer, and of the one that stands, that it is solved; that they are satisfied or
    mostly; that they are satisfied. overdue: matters that are owed something now, whenever they were said.
    """

    said: int = 0
    me_too: int = 0
    before: int = 0
    thanks: int = 0
    withdrawn: int = 0
    overdue: int = 0
    contacted: Rate = field(default_factory=Rate)
    solved: dict[str, Rate] = field(default_factory=lambda: {FIRST: Rate(), FINAL: Rate()})
    content: dict[str, Rate] = field(default_factory=lambda: {FIRST: Rate(), FINAL: Rate()})
    fully: dict[str, Rate] = field(default_factory=lambda: {FIRST: Rate(), FINAL: Rate()})

    @property
    def people(self) -> int:
        """Everybody who spoke: voices and "me too"s."""
        return self.said + self.me_too

    def of_people(self, about: str) -> tuple[Rate, Rate, Rate]:
        """The rates of residents' verdicts on the `first` or the `final` answer."""
        return self.solved[about], self.content[about], self.fully[about]

    def leave_out(self, about: str, reason: str, times: int) -> None:
        """So many residents are in none of these rates, and why."""
        if times:
            for rate in self.of_people(about):
                rate.leave_out(reason, times)

    def add(self, other: Sums) -> None:
        """Count another one's in."""
        for name in ("said", "me_too", "before", "thanks", "withdrawn", "overdue"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.contacted += other.contacted
        for mine, theirs in (
            (self.solved, other.solved), (self.content, other.content), (self.fully, other.fully),
        ):  # fmt: skip
            for about in (FIRST, FINAL):
                mine[about] += theirs[about]


@dataclass
class Line:
    """What happened in each step of the period's line, the earliest first. grades: by grade, of all rounds."""

    said: list[int]
    me_too: list[int]
    thanks: list[int]
    answers: list[int]
    grades: dict[str, list[int]]


@dataclass
class Figures:
    """Everything that was counted of a period, for one choice of place and category.

    by_division: by id, None where no village was said. by_category: by key, '' where not sorted yet.
    owed: what is overdue by who owes it: (the matter's state, the unit's name, how many).
    """

    period: Period
    at: dt.datetime
    whole: Sums
    by_division: dict[int | None, Sums]
    by_category: dict[str, Sums]
    line: Line
    owed: list[tuple[str, str, int]]

    @property
    def by_group(self) -> dict[str, Sums]:
        """The categories' first level."""
        groups: dict[str, Sums] = {}
        for key, sums in self.by_category.items():
            groups.setdefault(key.split(".")[0], Sums()).add(sums)
        return groups


Cube = dict[tuple[int | None, str], Sums]


def folded(cube: Cube) -> tuple[Sums, dict[int | None, Sums], dict[str, Sums]]:
    """The whole, each division and each category of a cube."""
    whole, divisions, categories = Sums(), dict[int | None, Sums](), dict[str, Sums]()
    for (division, category), sums in cube.items():
        whole.add(sums)
        divisions.setdefault(division, Sums()).add(sums)
        categories.setdefault(category, Sums()).add(sums)
    return whole, divisions, categories


def settle(sums: Sums, asked: Counter[tuple[str, bool]], judged: Counter[tuple[str, bool]]) -> None:
    """Say who was asked and did not judge. The keys: (first or final, whether there is still time)."""
    for (about, still), count in asked.items():
        sums.leave_out(about, OPEN if still else SILENT, count - judged[about, still])
