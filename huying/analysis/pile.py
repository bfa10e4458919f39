"""A pile of messages, read at once: of each what it is about, how urgent it is and who might handle it.

Everything is suggested with the words that spoke for it; a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from huying.analysis.category import Guess, Terms, UrgencyHint, classify, urgency

TOP = 3
Classifier = Callable[[Sequence[str]], list[list[Guess]]]


@dataclass(frozen=True)
class Said:
    """One message. key: the caller's own, once in the pile; person: tells people apart, is never shown.

    category, unit: what was decided before, '' where nothing was.
    """

    key: int
    text: str
    title: str = ""
    place: str = ""
    person: str = ""
    at: dt.datetime | None = None
    likes: int = 0
    category: str = ""
    unit: str = ""

    @property
    def whole(self) -> str:
        """Title and text; the text alone where it begins with the title."""
        return self.text if self.text.startswith(self.title) else f"{self.title}\n{self.text}"


@dataclass(frozen=True)
class Found:
    """What is in one message. kinds, units: likeliest first; [] means "I don't know"."""

    key: int
    kinds: list[Guess]
    units: list[Guess]
    urgency: UrgencyHint


def cold(terms: Terms | None = None) -> Classifier:
    """A classifier that has learnt nothing: by the words for each kind of town work, or by `terms`."""
    return lambda texts: [classify(text, terms, top=TOP) for text in texts]


def read(
    said: Sequence[Said], leads: Mapping[str, Sequence[str]], kinds_of: Classifier | None = None
) -> list[Found]:
    """What is in each message, in order. leads: unit → the kinds (or groups) that it leads."""
    guessed = (kinds_of or cold())([one.whole for one in said])
    return [
        Found(one.key, kinds, units_for(kinds, leads), urgency(one.whole))
        for one, kinds in zip(said, guessed, strict=True)
    ]


def units_for(kinds: Iterable[Guess], leads: Mapping[str, Sequence[str]]) -> list[Guess]:
    """The units that lead these kinds, each with the shares of its kinds together and their words.

    Who names a kind itself goes before who names its group; the first named, where two do.
    """
    scores: dict[str, float] = {}
    shares: dict[str, float] = {}
    words: dict[str, dict[str, None]] = {}
    for kind in kinds:
        unit = _leader(kind.key, leads)
        if unit:
            scores[unit] = scores.get(unit, 0.0) + kind.score
            shares[unit] = shares.get(unit, 0.0) + kind.share
            words.setdefault(unit, {}).update(dict.fromkeys(kind.words))
    ranked = sorted(shares, key=lambda unit: (-shares[unit], unit))
    return [
        Guess(unit, round(scores[unit], 3), round(shares[unit], 3), tuple(words[unit]))
        for unit in ranked
    ]


def _leader(kind: str, leads: Mapping[str, Sequence[str]]) -> str:
    for wanted in (kind, kind.split(".")[0]):
        for unit, led in leads.items():
            if wanted in led:
                return unit
    return ""
