"""The twins in a pile: who shares a drawer with whom, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from huying.analysis.twins.features import I64
from huying.analysis.twins.sketch import F32, Sketches, alike, elsewhere

# From here on two texts are twins; see docs/benchmarks.md for what it finds and what it takes for one.
LIKE_ENOUGH = 0.4
# Of a drawer, the texts with the smallest keys are looked at: a hundred copies of one call need no
# comparing with each other, and no later message can push an earlier one out.
DEPTH = 128
# Pairs compared at once, so that a pile of any size needs little memory.
_AT_ONCE = 1 << 16


class Pair(NamedTuple):
    """Two messages that are twins, the smaller key first. score: 0 to 1, how much they share."""

    one: int
    other: int
    score: float


def candidates(drawers: I64, rows: I64) -> I64:
    """Pairs of rows (m × 2, each once) that share a drawer with one of its first DEPTH.

    drawers, rows: equally long: which row lies where; drawer 0 is none. Rows are in the order of keys.
    """
    order = np.lexsort((rows, drawers))
    drawers, rows = drawers[order], rows[order]
    ends = np.flatnonzero(np.r_[drawers[1:] != drawers[:-1], True]) + 1
    begins = np.r_[0, ends[:-1]]
    used = (drawers[begins] != 0) & (ends - begins > 1)
    begins, sizes = begins[used], (ends - begins)[used]
    found = [np.empty(0, np.int64)]
    for step in range(1, int(sizes.max(initial=1))):
        # Of each drawer, those that have a row so many places behind them.
        begins, sizes = begins[sizes > step], sizes[sizes > step]
        reach = np.minimum(sizes - step, DEPTH)
        at = np.repeat(begins - np.r_[0, np.cumsum(reach)[:-1]], reach) + np.arange(reach.sum())
        found.append(rows[at] << 32 | rows[at + step])
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.r_[True, pairs[1:] != pairs[:-1]][: len(pairs)]]
    return np.stack([pairs >> 32, pairs & 0xFFFFFFFF], axis=1)


def scores(one: Sketches, other: Sketches, places: I64, other_places: I64) -> F32:
    """Row by row: how much two texts share, 0 where they speak of different places.

    places: numbers of the places where they were said, 0 unknown.
    """
    words = alike(one.mins, other.mins)
    apart = (places != other_places) & (places != 0) & (other_places != 0)
    likely = np.flatnonzero((words >= LIKE_ENOUGH) & ~apart)
    apart[likely] = elsewhere(one.names[likely], other.names[likely], words[likely])
    return np.where(apart, np.float32(0), words)


def twins_among(all_: Sketches, places: I64, pairs: I64) -> tuple[I64, F32]:
    """Those of `pairs` (m × 2 rows) that are twins, and their scores."""
    kept: list[npt.NDArray[np.int64]] = [np.empty((0, 2), np.int64)]
    values: list[F32] = [np.empty(0, np.float32)]
    for at in range(0, len(pairs), _AT_ONCE):
        some = pairs[at : at + _AT_ONCE]
        a, b = some[:, 0], some[:, 1]
        found = scores(all_[a], all_[b], places[a], places[b])
        kept.append(some[found >= LIKE_ENOUGH])
        values.append(found[found >= LIKE_ENOUGH])
    return np.concatenate(kept), np.concatenate(values)


def groups(pairs: Iterable[tuple[int, int, float]]) -> list[list[int]]:
    """Keys around the smallest one whose twins they all are, each group in order, the largest first.

    Not chains: what is a twin of a twin only, is put with its own.
    """
    twins: dict[int, set[int]] = {}
    for one, other, _score in pairs:
        twins.setdefault(one, set()).add(other)
        twins.setdefault(other, set()).add(one)
    found: dict[int, list[int]] = {}
    for key in sorted(twins):
        leader = min((other for other in twins[key] if other in found), default=key)
        found.setdefault(leader, []).append(key)
    together = [group for group in found.values() if len(group) > 1]
    return sorted(together, key=lambda group: (-len(group), group[0]))
