"""A cold classifier: which kind of town work a text speaks of, with the words that say so.

Nothing is learnt; the words are in `town_terms.toml` or passed in, and every guess shows them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Urgency = Literal["now", "soon", "ordinary"]

THRESHOLD = 0.8
# A category that only a small part of the best one's words speak for is no second guess.
_TAIL = 0.25
_REPEAT = 0.2
# The word itself is short, but stands inside longer ones of another meaning.
_NEGATED = re.compile("(?:没有?|不是|无|不用|不)$")


@dataclass(frozen=True)
class Guess:
    """A category key, its score, its share of all scores (0 to 1), and the words found."""

    key: str
    score: float
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class UrgencyHint:
    """How soon somebody should look, with the words that say so. A person decides."""

    level: Urgency
    words: tuple[str, ...]


class Terms:
    """Words for each category, made ready: a word of several categories weighs less."""

    def __init__(self, words_by_key: Mapping[str, Sequence[str]]) -> None:
        self._keys_by_word: dict[str, list[str]] = {}
        for key, words in words_by_key.items():
            for word in dict.fromkeys(_plain(word) for word in words):
                self._keys_by_word.setdefault(word, []).append(key)
        self._pattern = _any_of(self._keys_by_word)

    def classify(self, text: str, *, top: int = 3, threshold: float = THRESHOLD) -> list[Guess]:
        """The likeliest categories, best first; [] means "I don't know"."""
        scores: dict[str, float] = defaultdict(float)
        words: dict[str, dict[str, None]] = {}
        for word, times in Counter(self._pattern.findall(_plain(text))).items():
            for key in self._keys_by_word[word]:
                weight = len(word) / 2 / len(self._keys_by_word[word])
                scores[key] += weight * (1 + _REPEAT * min(times - 1, 3))
                words.setdefault(key, {})[word] = None
        total = sum(scores.values())
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < threshold:
            return []
        best = ranked[0][1]
        return [
            Guess(key, round(score, 3), round(score / total, 3), tuple(words[key]))
            for key, score in ranked[:top]
            if score >= best * _TAIL
        ]


@cache
def town_terms() -> Terms:
    """The words of `town_terms.toml`, for all categories of town work."""
    return Terms({key: words.split() for key, words in _file()["terms"].items()})


def classify(text: str, terms: Terms | None = None, *, top: int = 3) -> list[Guess]:
    """The likeliest categories of `text`, best first; [] means "I don't know"."""
    return (terms or town_terms()).classify(text, top=top)


def urgency(text: str) -> UrgencyHint:
    """What in `text` asks for haste; words right after a "no" do not count."""
    plain = _plain(text)
    levels: tuple[Urgency, ...] = ("now", "soon")
    for level in levels:
        found = dict.fromkeys(
            match[0]
            for match in _urgency_pattern(level).finditer(plain)
            if not _NEGATED.search(plain, 0, match.start())
        )
        if found:
            return UrgencyHint(level, tuple(found))
    return UrgencyHint("ordinary", ())


@cache
def _file() -> dict[str, dict[str, str]]:
    with Path(__file__).with_name("town_terms.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _urgency_pattern(level: str) -> re.Pattern[str]:
    return _any_of(_file()["urgency"][level].split())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    # Longest first, so that "路灯不亮" is one word and not 路灯 and 不亮.
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
