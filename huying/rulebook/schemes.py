"""Result letters: which letter a place writes for what became of a suggestion, and what the letter means there."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from huying.rulebook.entries import CERTAINTIES, Option, PackError, said

FILE = Path(__file__).with_name("schemes.toml")
# What an answer came to, by meaning: the same words everywhere, whatever a place calls them.
OUTCOMES = (
    "resolved", "in_progress", "planned", "deferred", "reference_only", "infeasible", "escalated",
)  # fmt: skip


@dataclass(frozen=True)
class Scheme:
    """A set of letters. letters: each with its meaning. outcomes: to a letter, or '' with the reason in `missing`."""

    code: str
    title: str
    title_en: str
    source: str
    source_en: str
    certainty: str
    read_on: dt.date
    letters: Mapping[str, Option]
    outcomes: Mapping[str, str]
    missing: Mapping[str, Option]

    @property
    def label(self) -> str:
        """Its name, in the reader's language."""
        return said(self.title, self.title_en)

    @property
    def origin(self) -> str:
        """Where it was read, in the reader's language."""
        return said(self.source, self.source_en)

    def letter(self, outcome: str) -> str:
        """The letter for what an answer came to; '' where this scheme has none. Raises KeyError for no such outcome."""
        return self.outcomes[outcome]

    def meaning(self, letter: str) -> str:
        """What `letter` means here, in the reader's language. Raises KeyError where it is none of its letters."""
        return self.letters[letter].title

    def why_none(self, outcome: str) -> str:
        """Why `outcome` has no letter, in the reader's language; '' where it has one."""
        return self.missing[outcome].title if outcome in self.missing else ""


def read_schemes(text: str) -> dict[str, Scheme]:
    """Every scheme of the file, by code. Raises PackError where an outcome, a letter or a reason is missing."""
    told = tomllib.loads(text)
    read_on = told.pop("read_on")
    try:
        found = {code: _scheme(code, row, read_on) for code, row in told.items()}
    except (TypeError, KeyError) as error:
        raise PackError(f"a scheme lacks {error}") from error
    for scheme in found.values():
        _check(scheme)
    return found


def _scheme(code: str, row: dict[str, Any], read_on: dt.date) -> Scheme:
    letters = {letter: Option(letter, **words) for letter, words in row.pop("letters").items()}
    missing = {outcome: Option(outcome, **words) for outcome, words in row.pop("why", {}).items()}
    return Scheme(code=code, read_on=read_on, letters=letters, missing=missing, **row)


def _check(scheme: Scheme) -> None:
    if set(scheme.outcomes) != set(OUTCOMES):
        raise PackError(f"{scheme.code}: does not map exactly {OUTCOMES}")
    if {letter for letter in scheme.outcomes.values() if letter} != set(scheme.letters):
        raise PackError(f"{scheme.code}: its letters are not those that the outcomes lead to")
    if {outcome for outcome, letter in scheme.outcomes.items() if not letter} != set(
        scheme.missing
    ):
        raise PackError(f"{scheme.code}: a reason for exactly those outcomes that have no letter")
    words = [*scheme.letters.values(), *scheme.missing.values()]
    complete = all(one.label and one.label_en for one in words)
    named = all((scheme.title, scheme.title_en, scheme.source, scheme.source_en))
    if not complete or not named or scheme.certainty not in CERTAINTIES:
        raise PackError(f"{scheme.code}: lacks a language, a source or how sure it is")


@cache
def all_schemes() -> dict[str, Scheme]:
    """Every scheme that ships, by code."""
    return read_schemes(FILE.read_text("utf-8"))
