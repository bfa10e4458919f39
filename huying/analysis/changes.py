"""What was changed from one text to another, in pieces that a person can read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "out", "in"]
# A Chinese character is a word here; letters and digits stay together.
_WORD = re.compile(r"[A-Za-z0-9.%]+|\n|.", re.S)
# So little left alone between two changes says nothing by itself.
_TOO_LITTLE = 1


@dataclass(frozen=True)
class Piece:
    """A stretch of text: as it was in both, taken out, or put in."""

    kind: Kind
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The way from `before` to `after`; joining "same" and "in" gives `after` back."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    blocks = [
        block
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        if block.size > _TOO_LITTLE or _at_an_end(block, len(old), len(new))
    ]
    pieces: list[Piece] = []
    was = now = 0
    for block in blocks:
        _add(pieces, "out", old[was : block.a])
        _add(pieces, "in", new[now : block.b])
        _add(pieces, "same", old[block.a : block.a + block.size])
        was, now = block.a + block.size, block.b + block.size
    return pieces


def _at_an_end(block: tuple[int, int, int], old: int, new: int) -> bool:
    start, begin, size = block
    return (start, begin) == (0, 0) or (start + size, begin + size) == (old, new)


def _add(pieces: list[Piece], kind: Kind, words: list[str]) -> None:
    if words:
        pieces.append(Piece(kind, "".join(words)))
