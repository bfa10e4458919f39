"""The twins in a pile: who shares a drawer with whom, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from huying.analysis.twins.features import I64
from huying.analysis.twins.sketch import F32, THREADS, Sketches, alike, another_trouble, elsewhere

# From here on two texts are twins; see docs/benchmarks.md for what it finds and what it takes for one.
LIKE_ENOUGH = 0.4
# Of a drawer, the texts with the smallest keys are looked at: a hundred copies of one call need no
# comparing with each other, and no later message can push an earlier one out.
DEPTH = 128
# Pairs compared at once, so that a pile of any size needs little memory.
_AT_ONCE = 1 << 14


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


def twins_among(all_: Sketches, places: I64, pairs: I64) -> tuple[I64, F32]:
    """Those of `pairs` (m × 2 rows) that are twins, and how much each shares.

    places: for each row the number of the place where it was said, 0 unknown.
    """
    parts = [pairs[at : at + _AT_ONCE] for at in range(0, len(pairs), _AT_ONCE)] or [pairs]

    def judged(part: I64) -> tuple[I64, F32]:
        some, words = _alike(all_, places, part)
        if not len(some):
            return some, words
        here = ~elsewhere(all_.names[some[:, 0]], all_.names[some[:, 1]], words)
        some, words = some[here], words[here]
        same = ~another_trouble(all_.order, some)
        return some[same], words[same]

    if len(parts) == 1:
        return judged(pairs)
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(judged, parts))
    return np.concatenate([some for some, _words in found]), np.concatenate(
        [w for _some, w in found]
    )


def _alike(all_: Sketches, places: I64, pairs: I64) -> tuple[I64, F32]:
    one, other = places[pairs[:, 0]], places[pairs[:, 1]]
    pairs = pairs[(one == other) | (one == 0) | (other == 0)]
    words = alike(all_.mins[pairs[:, 0]], all_.mins[pairs[:, 1]])
    return pairs[words >= LIKE_ENOUGH], words[words >= LIKE_ENOUGH]


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
