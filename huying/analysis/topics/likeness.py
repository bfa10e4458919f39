"""How alike two messages are in name and problem together; only the pairs that matter are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from huying.analysis.topics.features import Array, Features

# Messages whose titles name different places speak of different things, however alike their words: a template.
OTHER_PLACE = 0.05
# The codes that the caller gives are coarser (a village) and sometimes where somebody lives: they count less.
OTHER_CODE = 0.3
# Somebody decided what kind of work each is: of one group of kinds, of two.
OTHER_KIND, OTHER_GROUP = 0.6, 0.2
# Two short texts that share one rare word look alike; so many shared rare pieces bring half of the likeness.
ENOUGH_SHARED = 4
# A likeness below this moves no mean that matters.
FLOOR = 0.02
BLOCK = 256


def pairs(features: Features, rows: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """(row, any other row, likeness 0 to 1) for each of `rows`, likeness above FLOOR; a pair of two of `rows` comes
    once, the smaller first. Memory grows with the number of messages times BLOCK.
    """
    wanted = np.array(sorted(rows), dtype=int)
    among = np.zeros(features.names.shape[0], bool)
    among[wanted] = True
    for start in range(0, len(wanted), BLOCK):
        part = wanted[start : start + BLOCK]
        alike = likeness(features, part)
        at, other = np.nonzero(alike > FLOOR)
        one = part[at]
        keep = (one < other) | (~among[other] & (one != other))
        values = alike[at[keep], other[keep]]
        yield from zip(one[keep].tolist(), other[keep].tolist(), values.tolist(), strict=True)


def likeness(features: Features, rows: Array, others: Array | None = None) -> Array:
    """The likeness of each of `rows` with each of `others` (all), as a dense block.

    The geometric mean of the likeness in names and in problem words: where one is missing there is none.
    """
    every = slice(None) if others is None else others
    names = (features.names[rows] @ features.names[every].T).toarray()
    problems = (features.problems[rows] @ features.problems[every].T).toarray()
    alike = np.sqrt(np.clip(names, 0, 1) * np.clip(problems, 0, 1))
    shared = (features.rare[rows] @ features.rare[every].T).toarray()
    alike *= shared / (shared + ENOUGH_SHARED)
    weighed: Array = alike * _nearness(features, rows, every)
    return weighed


def _nearness(features: Features, rows: Array, every: slice | Array) -> Array:
    here, there = features.placed[rows], features.placed[every]
    shared = (here @ features.said[every].T).toarray() + (features.said[rows] @ there.T).toarray()
    named, named_there = _any(here), _any(there)
    apart = named[:, None] & named_there[None, :] & (shared == 0)
    coded = _differ(features.places, rows, every) & (shared == 0)
    kinds = _differ(features.kinds, rows, every)
    groups = _differ([kind.split(".")[0] for kind in features.kinds], rows, every)
    near: Array = np.where(apart, OTHER_PLACE, np.where(coded, OTHER_CODE, 1.0))
    return near * np.where(groups, OTHER_GROUP, np.where(kinds, OTHER_KIND, 1.0))


def _differ(codes: Sequence[str], rows: Array, every: slice | Array) -> Array:
    """Where both have a code and not the same."""
    known = {code: number for number, code in enumerate(sorted({"", *codes}))}
    numbers = np.array([known[code] for code in codes])
    one, other = numbers[rows][:, None], numbers[every][None, :]
    differ: Array = (one != 0) & (other != 0) & (one != other)
    return differ


def _any(rows: object) -> Array:
    return np.asarray(rows.sum(axis=1)).ravel() > 0  # type: ignore[attr-defined]
