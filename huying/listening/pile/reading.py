"""A pile read: the rows of a table, what is in each, what says the same, and what is talked about."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from huying.analysis import pile
from huying.analysis.pile import Found
from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.sheets import open_sheet
from huying.imports.columns import guess
from huying.imports.rows import Bad
from huying.listening.pile.columns import COLUMNS, PileReader, Taken

# Messages read at once: enough for the arrays of the classifiers, few enough for a bar that moves.
CHUNK = 500
STEPS = ("rows", "kinds", "twins", "topics")
Progress = Callable[[str, int, int], None]


@dataclass
class Reading:
    """What a pile came to. taken and found stand beside each other, row for row; twins: groups of their keys."""

    name: str
    headers: tuple[str, ...]
    mapping: dict[str, str]
    taken: list[Taken] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    twins: list[list[int]] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people said all this, as far as the table tells; else how many messages."""
        named = {one.said.person for one in self.taken if one.said.person}
        return len(named) + sum(not one.said.person for one in self.taken)

    @property
    def days(self) -> list[dt.date]:
        """The day of each message that has one, earliest first."""
        return sorted(clock.day_of(one.said.at) for one in self.taken if one.said.at)

    def first_kinds(self) -> Counter[str]:
        """How many messages of each likeliest kind; '' are those that the program does not know."""
        return Counter(one.kinds[0].key if one.kinds else "" for one in self.found)

    def first_units(self) -> Counter[str]:
        """How many messages for each likeliest unit."""
        return Counter(one.units[0].key if one.units else "" for one in self.found)


def read_table(
    path: Path, *, sheet: str = "", mapping: Mapping[str, str] | None = None, progress: Progress
) -> Reading:
    """The rows of a table, good ones and bad ones. mapping: key → header, before what the names say.

    Raises HuyingError for a table that cannot be read or that holds nothing to read.
    """
    opened = open_sheet(path, path.name, sheet=sheet)
    given = dict(mapping or {})
    guessed = {
        key: h for key, h in guess(COLUMNS, opened.headers).items() if h not in given.values()
    }
    reader = PileReader(opened.headers, {**guessed, **given})
    reading = Reading(path.name, opened.headers, reader.mapping)
    for done, row in enumerate(opened.rows, start=1):
        one = reader.read(row)
        reading.bad.append(one) if isinstance(one, Bad) else reading.taken.append(one)
        if done % CHUNK == 0:
            progress("rows", done, opened.count)
    progress("rows", opened.count, opened.count)
    if not reading.taken:
        raise HuyingError(_("表格里没有可以分析的行。"))
    return reading


def read_words(reading: Reading, leads: Mapping[str, list[str]], progress: Progress) -> None:
    """What each message is about and who might handle it."""
    said = [one.said for one in reading.taken]
    for start in range(0, len(said), CHUNK):
        reading.found += pile.read(said[start : start + CHUNK], leads)
        progress("kinds", len(reading.found), len(said))
