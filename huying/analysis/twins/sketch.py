"""A text as a few numbers: how alike two texts are is read off them, and where to look for its like.

Broder's min-wise hashing ("On the resemblance and containment of documents", 1997): of two sets, the
share of hash functions whose smallest value is the same is the share of what both hold. Three
smallest values together name a drawer; texts that share a drawer are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import shake_128
from math import comb

import numpy as np
import numpy.typing as npt

from huying.analysis.twins.features import I64, NAME_LENGTH, U16, U32, Features, features

F32 = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

# 24 drawers of 3 values: half of all in common is found 96 times in 100, a tenth 2 times.
DRAWERS, IN_A_DRAWER = 24, 3
HASHES = DRAWERS * IN_A_DRAWER
# So many names of places are kept, the first ones: they are what the text is about.
NAMES = 6
# So many telling pairs are kept in their order, of 12 bits each: two thousand pairs of characters have
# the same number, yet a text of a hundred pairs is matched with it by chance only here and there.
ORDERED, BITS = 128, 12
SIZE = 2 * (HASHES + NAMES * NAME_LENGTH + ORDERED)
# So many pairs in a row that the other text lacks, and that share of all it lacks, both ways: slips are
# strewn over a text, another trouble in the same frame stands in one place.
_RUN, _IN_ONE_PLACE = 5, 0.5
# Characters that survive between two clean copies, and how rare a loss is no slip of the pen.
_CLEAN, _SLIP = 0.9995, 0.0025
_CHOOSE = np.array([[comb(n, k) for k in range(NAME_LENGTH + 1)] for n in range(NAME_LENGTH + 1)])
# Hashes worked on at once: they stay in the processor's cache.
_BLOCK = 1 << 15
# Texts worked on at once, by each of two threads: numpy lets go of the interpreter meanwhile.
_AT_ONCE, THREADS = 4096, 2
# Odd factors, fixed, so that an index reads what an older program wrote.
_FACTORS = np.frombuffer(shake_128(b"Broder 1997").digest(4 * HASHES), "<u4").astype(np.uint32) | 1


@dataclass(frozen=True)
class Sketches:
    """n texts. mins: n × HASHES; names: n × NAMES × NAME_LENGTH; order: n × ORDERED; 0: nothing there."""

    mins: U16
    names: U16
    order: U16

    def __len__(self) -> int:
        return len(self.mins)

    def __getitem__(self, rows: I64) -> Sketches:
        return Sketches(self.mins[rows], self.names[rows], self.order[rows])

    @classmethod
    def joined(cls, parts: Sequence[Sketches]) -> Sketches:
        """All of them, one after the other."""
        return cls(
            np.concatenate([part.mins for part in parts]),
            np.concatenate([part.names for part in parts]),
            np.concatenate([part.order for part in parts]),
        )

    def to_bytes(self) -> list[bytes]:
        """Each sketch as at most SIZE bytes."""
        parts = [self.mins, self.names.reshape(len(self), -1), self.order]
        return [row.tobytes().rstrip(b"\0") for row in np.hstack(parts).astype("<u2")]

    @classmethod
    def from_bytes(cls, rows: Sequence[bytes]) -> Sketches:
        """The other way of to_bytes."""
        padded = b"".join([row.ljust(SIZE, b"\0") for row in rows])
        mins, names, order = np.split(
            np.frombuffer(padded, "<u2").reshape(len(rows), SIZE // 2),
            [HASHES, HASHES + NAMES * NAME_LENGTH], axis=1,
        )  # fmt: skip
        return cls(mins, names.reshape(-1, NAMES, NAME_LENGTH), order)

    def drawers(self) -> I64:
        """n × DRAWERS names of drawers, 0 for a text without words: 54 bits, with the drawer's number."""
        threes = self.mins.reshape(len(self), DRAWERS, IN_A_DRAWER).astype(np.int64)
        named = np.arange(1, DRAWERS + 1, dtype=np.int64)
        for n in range(IN_A_DRAWER):
            named = named << 16 | threes[:, :, n]
        return np.where((self.mins != 0).any(axis=1, keepdims=True), named, 0)


def sketches(texts: Sequence[str], salt: int) -> Sketches:
    """The sketches of `texts`. A text of no two letters has a row of zeros and is like no other."""
    if len(texts) <= _AT_ONCE:
        return _sketches(texts, salt)
    parts = [texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE)]
    with ThreadPoolExecutor(THREADS) as threads:
        return Sketches.joined(list(threads.map(lambda part: _sketches(part, salt), parts)))


def _sketches(texts: Sequence[str], salt: int) -> Sketches:
    found = features(texts, salt)
    mins = _smallest(found.words, found.word_starts)
    return Sketches(mins, _first_names(found), _order(found.words, found.word_starts))


def _smallest(words: U32, starts: I64) -> U16:
    count = len(starts) - 1
    mins = np.zeros((count, HASHES), np.uint16)
    filled = np.flatnonzero(np.diff(starts))
    if count == 1 and len(words):
        mins[0] = (words[:, None] * _FACTORS).min(axis=0) & 0xFFFF
        return mins
    at = 0
    while at < len(filled):
        first = starts[filled[at]]
        upto = max(int(np.searchsorted(starts[filled], first + _BLOCK)), at + 1)
        rows = filled[at:upto]
        part = words[first : starts[rows[-1] + 1]]
        begins = (starts[rows] - first).astype(np.intp)
        product = np.empty_like(part)
        for n, factor in enumerate(_FACTORS):
            np.multiply(part, factor, out=product)
            # The low half: the high half of a smallest value is nearly always small.
            mins[rows, n] = np.minimum.reduceat(product, begins) & 0xFFFF
        at = upto
    return mins


def _order(words: U32, starts: I64) -> U16:
    count = len(starts) - 1
    out = np.zeros((count, ORDERED), np.uint16)
    owner = np.repeat(np.arange(count), np.diff(starts))
    place = np.arange(len(words)) - starts[owner]
    kept = place < ORDERED
    # A bit above says that there is a pair at all.
    out[owner[kept], place[kept]] = words[kept] >> np.uint32(32 - BITS) | np.uint32(1 << BITS)
    return out


def _first_names(found: Features) -> U16:
    starts = found.name_starts
    out = np.zeros((len(starts) - 1, NAMES, NAME_LENGTH), np.uint16)
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    whole = np.ascontiguousarray(found.names).view(np.uint64).ravel()
    # The same name again is passed over: only the first of each text's equal rows stays.
    order = np.lexsort((whole, owner))
    again = np.zeros(len(order), bool)
    again[order[1:]] = (whole[order[1:]] == whole[order[:-1]]) & (
        owner[order[1:]] == owner[order[:-1]]
    )
    owner, names = owner[~again], found.names[~again]
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    kept = place < NAMES
    out[owner[kept], place[kept]] = names[kept]
    return out


def alike(one: U16, other: U16) -> F32:
    """Row by row, the share of telling pairs that both texts hold, 0 to 1, ± 0.06 (one sigma)."""
    same = (one == other).mean(axis=1, dtype=np.float32)
    return np.where(one.any(axis=1) & other.any(axis=1), same, np.float32(0))


def another_trouble(order: U16, pairs: I64) -> Flags:
    """For pairs (m × 2 rows of `order`), whether one frame was filled with two troubles.

    Both texts have to be short enough to be held whole.
    """
    rows, inverse = np.unique(pairs, return_inverse=True)
    whole = order[rows]
    inverse = inverse.reshape(pairs.shape)
    short = whole[:, -1] == 0
    asked = np.flatnonzero(short[inverse].all(axis=1))
    out = np.zeros(len(pairs), bool)
    held = np.zeros((len(rows), 1 << BITS), bool)
    owner, place = np.nonzero(whole)
    held[owner, whole[owner, place] & (1 << BITS) - 1] = True
    packed = np.packbits(held, axis=1, bitorder="little")
    for mine, theirs in ((0, 1), (1, 0)):
        text, other = inverse[asked, mine], inverse[asked, theirs]
        asked = asked[_in_one_place(whole[text], packed, other)]
    out[asked] = True
    return out


def _in_one_place(order: U16, packed: npt.NDArray[np.uint8], other: I64) -> Flags:
    number = order & (1 << BITS) - 1
    held = packed[other[:, None], number >> 3] >> (number & 7).astype(np.uint8) & 1
    lacks = (order != 0) & (held == 0)
    at = np.arange(1, ORDERED + 1, dtype=np.int16)
    run = (at - np.maximum.accumulate(np.where(lacks, np.int16(0), at), axis=1)).max(axis=1)
    flags: Flags = (run >= _RUN) & (run >= _IN_ONE_PLACE * lacks.sum(axis=1))
    return flags


def elsewhere(one: U16, other: U16, words: F32) -> Flags:
    """Row by row, whether each text names a place that is not in the other, beyond slips of the pen.

    words: how alike the rest of the texts is; where pairs are damaged there, so are names. That so few
    of a name's characters are left must be rarer than _SLIP, both ways.
    """
    out = np.zeros(len(one), bool)
    survive = np.minimum(2 * words / (1 + words), _CLEAN)
    rows = np.arange(len(one))
    for mine, theirs in ((one, other), (other, one)):
        # Most texts of a pair name the same places; only the others are weighed letter by letter.
        whole = np.ascontiguousarray(mine[rows]).view(np.uint64)[:, :, 0]
        others = np.ascontiguousarray(theirs[rows]).view(np.uint64)[:, :, 0]
        there = whole == 0
        for n in range(NAMES):
            there |= whole == others[:, n, None]
        rows = rows[~there.all(axis=1)]
    rows = rows[_rarest(one[rows], other[rows], survive[rows]) < _SLIP]
    rows = rows[_rarest(other[rows], one[rows], survive[rows]) < _SLIP]
    out[rows] = True
    return out


def _rarest(names: U16, others: U16, survive: F32) -> F32:
    """The smallest chance, over the names of a row, of what is left of it among the others."""
    if not len(names):
        return np.empty(0, np.float32)
    length = (names != 0).sum(axis=2)
    best = np.zeros(names.shape[:2], np.int64)
    for n in range(NAMES):
        held = np.zeros(names.shape, bool)
        for char in range(NAME_LENGTH):
            held |= names == others[:, n, char, None, None]
        best = np.maximum(best, (held & (names != 0)).sum(axis=2))
    chance = np.zeros(names.shape[:2], np.float32)
    p = survive[:, None]
    for left in range(NAME_LENGTH + 1):
        gone = np.maximum(length - left, 0)
        likely = _CHOOSE[length, left] * p**left * (1 - p) ** gone
        chance += np.where(left <= best, likely, 0).astype(np.float32)
    lowest: F32 = np.where(length > 0, chance, np.float32(1)).min(axis=1)
    return lowest
