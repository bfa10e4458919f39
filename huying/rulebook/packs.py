"""Rule packs: the numbers of one jurisdiction as data, reviewed like code, each with its source."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from huying.core.language import in_english
from huying.rulebook.periods import UNITS, Period

FOLDER = Path(__file__).with_name("packs")
OTHER_UNITS = ("hours", "count", "percent")
LEVELS = ("law", "regulation", "practice", "town")
BINDS = ("direct", "reference", "none")
# Marks of how sure a number is: read in the law, in an excerpt, background, inferred.
CERTAINTIES = ("V", "E", "B", "I")


@dataclass(frozen=True)
class Rule:
    """One number. starts: from what it is counted. chosen: the town's own reason, '' as the pack has it.

    bare: used as a number, not to reckon a date with; a town may change the number, not the unit.
    """

    key: str
    label: str
    label_en: str
    value: int
    unit: str
    starts: str
    source: str
    source_en: str
    level: str
    binds: str
    certainty: str
    pack: str
    read_on: dt.date
    bare: bool = False
    chosen: str = ""

    @property
    def period(self) -> Period:
        """The rule as a period. Raises ValueError where it is a count, a share or hours."""
        return Period(self.value, self.unit)

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return self.label_en if in_english() else self.label

    @property
    def origin(self) -> str:
        """Where the number comes from, in the reader's language; the town's own reason as it was given."""
        return self.source_en if in_english() else self.source

    @property
    def units(self) -> tuple[str, ...]:
        """The units that a town may choose from."""
        return UNITS if self.unit in UNITS and not self.bare else (self.unit,)

    @property
    def number(self) -> float:
        """The bare number; a share as a fraction."""
        return self.value / 100 if self.unit == "percent" else self.value


class PackError(ValueError):
    """A pack that says something unknown, or says it without a source."""


def check_value(unit: str, value: int) -> None:
    """Raise PackError where `value` makes no sense in `unit`."""
    if unit not in (*UNITS, *OTHER_UNITS):
        raise PackError(f"unknown unit {unit!r}")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PackError(f"not a whole number: {value!r}")
    if unit == "percent" and value > 100:
        raise PackError(f"more than 100 percent: {value}")


def read_pack(text: str) -> dict[str, Rule]:
    """The rules of a pack, by key. Raises PackError."""
    told = tomllib.loads(text)
    rules = {}
    for key, row in told["rule"].items():
        rules[key] = _rule(key, row, told["name"], told["read_on"])
    return rules


def _rule(key: str, row: dict[str, Any], pack: str, read_on: dt.date) -> Rule:
    try:
        rule = Rule(key=key, pack=pack, read_on=read_on, **row)
    except TypeError as error:
        raise PackError(f"{pack}.{key}: {error}") from error
    check_value(rule.unit, rule.value)
    for name, known in (("level", LEVELS), ("binds", BINDS), ("certainty", CERTAINTIES)):
        if getattr(rule, name) not in known:
            raise PackError(f"{pack}.{key}: {name} is none of {known}")
    if not all((rule.source, rule.source_en, rule.label, rule.label_en)):
        raise PackError(f"{pack}.{key}: says no source or no label")
    return rule


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule of the packs that ship, by key."""
    rules: dict[str, Rule] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for key, rule in read_pack(path.read_text("utf-8")).items():
            if key in rules:
                raise PackError(f"{key} stands in two packs")
            rules[key] = rule
    return rules
