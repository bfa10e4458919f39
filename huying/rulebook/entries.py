"""What stands in a pack: rules, choices among named options, grounds for not accepting, each with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from huying.core.language import in_english
from huying.rulebook.periods import UNITS, Period

OTHER_UNITS = ("hours", "count", "percent")
CHOICE = "choice"
LEVELS = ("law", "regulation", "city", "practice", "town")
LAWS = LEVELS[:3]
BINDS = ("direct", "reference", "none")
# Marks of how sure a number is: read in the law, in an excerpt, background, inferred.
CERTAINTIES = ("V", "E", "B", "I")
# From which event a period counts. request: the lead's word that an opinion is to be given again; handover: to the town
# office; expiry: the end of the earlier period.
STARTS = (
    "receipt", "assignment", "session_close", "return", "request", "reply", "judged", "closing",
    "handover", "expiry", "import", "opening",
)  # fmt: skip


class PackError(ValueError):
    """A pack that says something unknown, or says it without a source."""


def said(chinese: str, english: str) -> str:
    """The one of two that is in the reader's language."""
    return english if in_english() else chinese


@dataclass(frozen=True)
class Option:
    """One of the named values of a choice."""

    code: str
    label: str
    label_en: str

    @property
    def title(self) -> str:
        """What it means, in the reader's language."""
        return said(self.label, self.label_en)


@dataclass(frozen=True)
class Sourced:
    """Where something comes from, how high that stands, whether it binds a township and why, and how sure it is."""

    key: str
    label: str
    label_en: str
    source: str
    source_en: str
    level: str
    binds: str
    certainty: str
    pack: str
    read_on: dt.date
    why: str = ""
    why_en: str = ""
    article: str = ""
    article_en: str = ""

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return said(self.label, self.label_en)

    @property
    def origin(self) -> str:
        """Where it comes from, in the reader's language; the town's own reason stays as it was given."""
        return said(self.source, self.source_en)

    @property
    def where(self) -> str:
        """The article alone, in the reader's language; '' where it is from no law."""
        return said(self.article, self.article_en)

    @property
    def why_it_binds(self) -> str:
        """Why it binds a township or does not, in the reader's language; '' where nothing was said."""
        return said(self.why, self.why_en)


@dataclass(frozen=True)
class Rule(Sourced):
    """One number, or one choice among `options` (unit "choice", its value in `code`).

    starts: from what it is counted, in words; counts_from: the same as one of STARTS, '' where nothing is counted.
    bare: used as a number, not to reckon a date with; a town may change the number, not the unit.
    chosen: the town's own reason, '' as the pack has it; chosen_under: the pack that it had then.
    unread: the law whose article nobody has read yet, in which the number should stand; what is here is the town's.
    """

    value: int = 0
    unit: str = ""
    starts: str = ""
    counts_from: str = ""
    bare: bool = False
    code: str = ""
    options: tuple[Option, ...] = ()
    chosen: str = ""
    chosen_under: str = ""
    unread: str = ""
    unread_en: str = ""

    @property
    def period(self) -> Period:
        """The rule as a period. Raises ValueError where it is a count, a share, hours or a choice."""
        return Period(self.value, self.unit)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that a town may choose from."""
        return UNITS if self.unit in UNITS and not self.bare else (self.unit,)

    @property
    def number(self) -> float:
        """The bare number; a share as a fraction."""
        return self.value / 100 if self.unit == "percent" else self.value

    @property
    def set_by_law(self) -> bool:
        """Whether a law or regulation sets it for townships directly: a town may be stricter, and nothing else."""
        return self.binds == "direct" and self.level in LAWS

    @property
    def option(self) -> Option | None:
        """The option that stands; None where the rule is a number."""
        return next((one for one in self.options if one.code == self.code), None)

    @property
    def where_unread(self) -> str:
        """The law that is still to be read, in the reader's language; '' where the rule is not unread."""
        return said(self.unread, self.unread_en)


@dataclass(frozen=True)
class Ground(Sourced):
    """A ground for not accepting a suggestion. question: what the deputy is asked before filing; yes means that it holds."""

    question: str = ""
    question_en: str = ""

    @property
    def asked(self) -> str:
        """The question, in the reader's language."""
        return said(self.question, self.question_en)


@dataclass(frozen=True)
class Pack:
    """What one jurisdiction says, by key, and what of it nobody has read. A key that is in neither is left to the base."""

    name: str
    order: int
    title: str
    title_en: str
    about: str
    about_en: str
    read_on: dt.date
    rules: Mapping[str, Rule]
    grounds: Mapping[str, Ground]
    unread: frozenset[str] = frozenset()
    unread_where: str = ""
    unread_where_en: str = ""

    @property
    def label(self) -> str:
        """Whose rules these are, in the reader's language."""
        return said(self.title, self.title_en)

    @property
    def story(self) -> str:
        """What a town should know before it picks them, in the reader's language."""
        return said(self.about, self.about_en)


def check_value(unit: str, value: int) -> None:
    """Raise PackError where `value` makes no sense in `unit`."""
    if unit not in (*UNITS, *OTHER_UNITS):
        raise PackError(f"unknown unit {unit!r}")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PackError(f"not a whole number: {value!r}")
    if unit == "percent" and value > 100:
        raise PackError(f"more than 100 percent: {value}")
