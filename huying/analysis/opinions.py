"""Groups of people who answer alike, what each group stands for, and what all agree on: the method of Polis.

Statements are answered by agreeing, disagreeing or passing. People are points in the plane on which their answers
differ most (principal components), k-means parts them, the silhouette says into how many groups.

Source: Small, Björkegren, Erkkilä, Shaw, Megill, "Polis: Scaling deliberation by mapping high dimensional opinion
spaces", Recerca 26 (2021); constants as in polis-math where it has one. The order of the answers and the names of
the people change nothing. Nobody is shown alone: a group smaller than asked for is dissolved into its nearest one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score

AGREE, PASS, DISAGREE = 1, 0, -1
ANSWERS = (AGREE, PASS, DISAGREE)

# polis-math: who answered fewer statements than this (or than there are) is counted but put into no group.
FEWEST_ANSWERS = 7
MOST_GROUPS = 5
# One-sided 90 %, as polis-math tests what is typical of a group.
SIGNIFICANT = 1.2816
# Statements shown for each group, and for all together.
MOST_TYPICAL = 5
# The silhouette compares every two people; a sample of this size tells the best number of groups apart as well.
SILHOUETTE_PEOPLE = 2000
_MISSING = 2

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """How many agreed, disagreed and passed."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def seen(self) -> int:
        """All who answered it, those who passed included."""
        return self.agree + self.disagree + self.passed

    def chosen(self, answer: int) -> int:
        """How many gave `answer` (AGREE or DISAGREE)."""
        return self.agree if answer == AGREE else self.disagree

    def chance(self, answer: int) -> float:
        """The share that gave `answer`, drawn towards one half while few have answered (Laplace)."""
        return (self.chosen(answer) + 1) / (self.seen + 2)

    def sureness(self, answer: int) -> float:
        """How many standard errors the share that gave `answer` lies above one half."""
        return 2 * math.sqrt(self.seen + 1) * ((self.chosen(answer) + 1) / (self.seen + 1) - 0.5)


@dataclass(frozen=True)
class Stance:
    """A statement and on which side of it a group (or everybody) stands. strength: only for ranking."""

    statement: int
    answer: int
    tally: Tally
    strength: float


@dataclass(frozen=True)
class Group:
    """People who answer alike. centre and points are on the plane; typical: the most telling first."""

    people: tuple[int, ...]
    centre: tuple[float, float]
    tallies: dict[int, Tally]
    typical: tuple[Stance, ...]

    @property
    def size(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Opinions:
    """What a consultation's answers look like.

    people: all who answered anything. points: place on the plane of each person who answered enough. groups: the
    largest first; none where the answers part nobody. consensus: what most agree on (or reject) in every group.
    silhouette: -1 to 1, how clearly the groups lie apart; 0 without groups.
    """

    people: int
    tallies: dict[int, Tally]
    consensus: tuple[Stance, ...] = ()
    groups: tuple[Group, ...] = ()
    points: dict[int, tuple[float, float]] = field(default_factory=dict)
    silhouette: float = 0.0


def opinions(answers: Iterable[tuple[int, int, int]], *, smallest_group: int = 5) -> Opinions:
    """The opinion groups in `answers`: (person, statement, AGREE | PASS | DISAGREE), each pair once.

    smallest_group: no group has fewer people. Raises ValueError for an unknown answer, a pair that stands twice,
    or a smallest group of one.
    """
    if smallest_group < 2:
        raise ValueError("a group of one shows a person")
    table = _Table.of(answers)
    everybody = _tallies(table, table.cells)
    people = len(table.people)
    enough = (table.cells != _MISSING).sum(axis=1) >= min(FEWEST_ANSWERS, len(table.statements))
    cells = table.cells[enough]
    whole = Opinions(people, everybody, _consensus(everybody, []))
    if len(cells) < 2 * smallest_group or (cells != _MISSING).any(axis=0).sum() < 2:
        return whole
    kinds, kind_of, weights = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    plane = _plane(kinds, weights)
    labels, silhouette = _parted(plane, weights, smallest_group)
    names = [person for person, kept in zip(table.people, enough, strict=True) if kept]
    points = {
        name: (float(plane[kind, 0]), float(plane[kind, 1]))
        for name, kind in zip(names, kind_of, strict=True)
    }
    if labels is None:
        return Opinions(people, everybody, whole.consensus, points=points)
    groups = _groups(table, cells, names, labels[kind_of], plane[kind_of])
    return Opinions(people, everybody, _consensus(everybody, groups), groups, points, silhouette)


@dataclass(frozen=True)
class _Table:
    """cells: people x statements, _MISSING where there is no answer."""

    people: list[int]
    statements: list[int]
    cells: NDArray[np.int8]

    @classmethod
    def of(cls, answers: Iterable[tuple[int, int, int]]) -> _Table:
        said = {}
        for person, statement, answer in answers:
            if answer not in ANSWERS:
                raise ValueError(f"an answer is one of {ANSWERS}, not {answer!r}")
            if (person, statement) in said:
                raise ValueError(f"person {person} answered statement {statement} twice")
            said[person, statement] = answer
        people = sorted({person for person, _statement in said})
        statements = sorted({statement for _person, statement in said})
        row = {person: place for place, person in enumerate(people)}
        column = {statement: place for place, statement in enumerate(statements)}
        cells = np.full((len(people), len(statements)), _MISSING, dtype=np.int8)
        for (person, statement), answer in said.items():
            cells[row[person], column[statement]] = answer
        return cls(people, statements, cells)


def _plane(kinds: NDArray[np.int8], weights: Ints) -> Floats:
    """Where each kind of answer sheet lies: two principal components, weighted by how many gave it.

    What is missing counts as the statement's mean, and whoever answered little, and would therefore lie near the
    middle, is moved outwards by the square root of what is missing, both as in polis-math.
    """
    kinds = kinds[:, (kinds != _MISSING).any(axis=0)]
    given = kinds != _MISSING
    share = given * weights[:, None]
    means = (kinds * share).sum(axis=0) / share.sum(axis=0)
    filled = np.where(given, kinds, means)
    if np.allclose(filled, filled[0]):
        return np.zeros((len(kinds), 2))
    pca = PCA(n_components=2, svd_solver="covariance_eigh")
    pca.fit(np.repeat(filled, weights, axis=0))
    stretch = np.sqrt(filled.shape[1] / given.sum(axis=1))
    return np.asarray(pca.transform(filled) * stretch[:, None], dtype=np.float64)


def _parted(plane: Floats, weights: Ints, smallest: int) -> tuple[Ints | None, float]:
    """The group of each kind of sheet, by the number of groups that parts them best; None where nothing does."""
    best: tuple[Ints | None, float] = (None, 0.0)
    everybody = np.repeat(plane, weights, axis=0)
    distinct = len(np.unique(plane.round(9), axis=0))
    for wanted in range(2, min(MOST_GROUPS, distinct, len(everybody) // smallest) + 1):
        means = KMeans(wanted, n_init=10, random_state=0).fit(plane, sample_weight=weights)
        labels = _dissolved(means.labels_, means.cluster_centers_, plane, weights, smallest)
        if len(set(labels.tolist())) < 2:
            continue
        clear = float(
            silhouette_score(
                everybody, np.repeat(labels, weights), random_state=0,
                sample_size=min(len(everybody), SILHOUETTE_PEOPLE),
            )
        )  # fmt: skip
        if clear > best[1]:
            best = (labels, clear)
    return best


def _dissolved(
    labels: NDArray[np.int32], centres: Floats, plane: Floats, weights: Ints, smallest: int
) -> Ints:
    """The labels after each group that is too small went to the nearest that remains, the smallest first."""
    found = labels.astype(np.int64)
    while True:
        sizes = np.bincount(found, weights=weights, minlength=len(centres))
        alive = np.flatnonzero(sizes)
        least = alive[np.argmin(sizes[alive])]
        if sizes[least] >= smallest or len(alive) == 1:
            return found
        others = alive[alive != least]
        lost = np.flatnonzero(found == least)
        away = np.linalg.norm(plane[lost, None] - centres[None, others], axis=2)
        found[lost] = others[np.argmin(away, axis=1)]


def _groups(
    table: _Table, cells: NDArray[np.int8], names: list[int], labels: Ints, where: Floats
) -> tuple[Group, ...]:
    inside = {label: labels == label for label in np.unique(labels)}
    tallies = {label: _tallies(table, cells[mask]) for label, mask in inside.items()}
    rest = {label: _tallies(table, cells[~mask]) for label, mask in inside.items()}
    groups = []
    for label, mask in inside.items():
        x, y = where[mask].mean(axis=0)
        people = tuple(name for name, there in zip(names, mask, strict=True) if there)
        typical = _typical(tallies[label], rest[label])
        groups.append(Group(people, (float(x), float(y)), tallies[label], typical))
    # By size; equal ones by their place, which does not depend on what people are called.
    return tuple(sorted(groups, key=lambda one: (-one.size, one.centre)))


def _tallies(table: _Table, cells: NDArray[np.int8]) -> dict[int, Tally]:
    counts = [(cells == answer).sum(axis=0).tolist() for answer in (AGREE, DISAGREE, PASS)]
    return {
        statement: Tally(*numbers)
        for statement, *numbers in zip(table.statements, *counts, strict=True)
    }


def _typical(inside: dict[int, Tally], outside: dict[int, Tally]) -> tuple[Stance, ...]:
    """What tells a group from the rest: said by most of it, and more often than elsewhere, both with 90 % sureness."""
    found = []
    for statement, tally in inside.items():
        other = outside[statement]
        for answer in (AGREE, DISAGREE):
            sure, differs = tally.sureness(answer), _difference(tally, other, answer)
            if sure > SIGNIFICANT and differs > SIGNIFICANT:
                ratio = tally.chance(answer) / other.chance(answer)
                strength = ratio * differs * tally.chance(answer) * sure
                found.append(Stance(statement, answer, tally, strength))
    return _strongest(found)


def _difference(one: Tally, other: Tally, answer: int) -> float:
    """The two-proportion z: by how many standard errors `one` gave `answer` more often than `other`."""
    seen_one, seen_other = one.seen + 1, other.seen + 1
    share_one = (one.chosen(answer) + 1) / seen_one
    share_other = (other.chosen(answer) + 1) / seen_other
    both = (one.chosen(answer) + other.chosen(answer) + 2) / (seen_one + seen_other)
    if both >= 1:
        return 0.0
    error = math.sqrt(both * (1 - both) * (1 / seen_one + 1 / seen_other))
    return (share_one - share_other) / error


def _consensus(everybody: dict[int, Tally], groups: Iterable[Group]) -> tuple[Stance, ...]:
    """What most say, surely over all and more often than not in each group: ranked by the product of the chances."""
    parts = list(groups)
    found = []
    for statement, tally in everybody.items():
        for answer in (AGREE, DISAGREE):
            if tally.sureness(answer) <= SIGNIFICANT or tally.chance(answer) <= 0.5:
                continue
            chances = [group.tallies[statement].chance(answer) for group in parts]
            if all(chance > 0.5 for chance in chances):
                strength = math.prod(chances or [tally.chance(answer)])
                found.append(Stance(statement, answer, tally, strength))
    return _strongest(found)


def _strongest(found: list[Stance]) -> tuple[Stance, ...]:
    return tuple(sorted(found, key=lambda one: (-one.strength, one.statement))[:MOST_TYPICAL])
