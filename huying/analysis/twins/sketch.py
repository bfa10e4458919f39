"""A text as a few numbers: how alike two texts are is read off them, and where to look for its like.

Broder's min-wise hashing ("On the resemblance and containment of documents", 1997): of two sets, the
share of hash functions whose smallest value is the same is the share of what both hold. Three
smallest values together name a drawer; texts that share a drawer are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
SIZE = 2 * (HASHES + NAMES * NAME_LENGTH)
# Characters that survive between two clean copies, and how rare a loss is no slip of the pen.
_CLEAN, _SLIP = 0.9995, 0.0025
_CHOOSE = np.array([[comb(n, k) for k in range(NAME_LENGTH + 1)] for n in range(NAME_LENGTH + 1)])
# Hashes worked on at once: they stay in the processor's cache.
_BLOCK = 1 << 15
# Odd factors, anything but small ones; fixed, so that an index reads what an older program wrote.
_FACTORS = (np.random.default_rng(1997).integers(1 << 20, 1 << 32, HASHES) | 1).astype(np.uint32)


@dataclass(frozen=True)
class Sketches:
    """n texts. mins: n × HASHES; names: n × NAMES × NAME_LENGTH; 0 where there is nothing."""

    mins: U16
    names: U16

    def __len__(self) -> int:
        return len(self.mins)

    def __getitem__(self, rows: I64) -> Sketches:
        return Sketches(self.mins[rows], self.names[rows])

    def to_bytes(self) -> list[bytes]:
        """Each sketch as SIZE bytes."""
        both = np.hstack([self.mins, self.names.reshape(len(self), -1)]).astype("<u2")
        return [row.tobytes() for row in both]

    @classmethod
    def from_bytes(cls, rows: Sequence[bytes]) -> Sketches:
        """The other way of to_bytes."""
        both = np.frombuffer(b"".join(rows), "<u2").reshape(len(rows), SIZE // 2)
        return cls(both[:, :HASHES], both[:, HASHES:].reshape(-1, NAMES, NAME_LENGTH))

    def drawers(self) -> I64:
        """n × DRAWERS names of drawers, 0 for a text without words: 54 bits, with the drawer's number."""
        threes = self.mins.reshape(len(self), DRAWERS, IN_A_DRAWER).astype(np.int64)
        named = np.arange(1, DRAWERS + 1, dtype=np.int64)
        for n in range(IN_A_DRAWER):
            named = named << 16 | threes[:, :, n]
        return np.where((self.mins != 0).any(axis=1, keepdims=True), named, 0)


def sketches(texts: Sequence[str], salt: int) -> Sketches:
    """The sketches of `texts`. A text of no two letters has a row of zeros and is like no other."""
    found = features(texts, salt)
    return Sketches(_smallest(found.words, found.word_starts), _first_names(found))


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
