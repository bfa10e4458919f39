"""Average link over a sparse graph: what was grouped stays, what is new joins it or makes a group of its own."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from huying.analysis.topics.features import Features
from huying.analysis.topics.likeness import likeness, pairs
from huying.analysis.topics.messages import Group, Message

# Two groups are one from this mean likeness on. bench/texts/topics.py shows what other values give.
ALIKE = 0.05
# … unless each is far closer within than they are to each other: two problems of one place, one problem of two.
HOLDS_APART = 0.3
# Copies say nothing about how close a group is.
COPY = 0.5


def group(
    messages: Iterable[Message],
    known: Mapping[int, Hashable] | None = None,
    *,
    least: int = 2,
    alike: float = ALIKE,
) -> list[Group]:
    """Messages grouped by place and problem, the largest first.

    known: key → the topic it is in. Those stay together, whatever comes; two of them never become one here: that is
    a person's to decide. least: groups of fewer messages are left out, but for known ones. alike: the mean likeness
    from which two groups are one. The order of `messages` makes no difference. Raises ValueError where a key stands twice.
    """
    rows = sorted(messages, key=lambda one: one.key)
    known = known or {}
    if len({one.key for one in rows}) < len(rows):
        raise ValueError("a key stands twice")
    if not rows:
        return []
    graph = _Graph(Features(rows), [known.get(one.key) for one in rows], alike)
    graph.run()
    groups = [
        Group(tuple(rows[row].key for row in sorted(members)), label)
        for members, label in graph.clusters()
    ]
    kept = [one for one in groups if len(one.keys) >= least or one.known is not None]
    return sorted(kept, key=lambda one: (-len(one.keys), one.keys))


class _Graph:
    """Clusters (numbers) with, for each pair that is somehow alike, the sum of the likeness of their members."""

    def __init__(self, features: Features, labels: Sequence[Hashable | None], alike: float) -> None:
        self.alike = alike
        self.label: dict[int, Hashable | None] = {}
        self.members: dict[int, list[int]] = {}
        self.link: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
        self.within: dict[int, float] = defaultdict(float)
        self.changed: dict[int, int] = defaultdict(int)
        cluster_of = self._start(labels)
        loose = [row for row, label in enumerate(labels) if label is None]
        for one, other, likely in pairs(features, loose):
            self._tie(cluster_of[one], cluster_of[other], likely, min(likely, COPY))
        for cluster, rows in self.members.items():
            if len(rows) > 1:
                block = np.minimum(likeness(features, np.array(rows), np.array(rows)), COPY)
                self.within[cluster] = float(np.triu(block, 1).sum())

    def _start(self, labels: Sequence[Hashable | None]) -> list[int]:
        first: dict[Hashable, int] = {}
        cluster_of = []
        for row, label in enumerate(labels):
            cluster = row if label is None else first.setdefault(label, row)
            self.members.setdefault(cluster, []).append(row)
            self.label[cluster] = label
            cluster_of.append(cluster)
        return cluster_of

    def _tie(self, one: int, other: int, alike: float, capped: float) -> None:
        before = self.link[one].get(other, (0.0, 0.0))
        self.link[one][other] = self.link[other][one] = (before[0] + alike, before[1] + capped)

    def run(self) -> None:
        """Join the closest pair again and again; ties go by number, so that nothing hangs on chance."""
        heap = [
            entry
            for one in sorted(self.link)
            for other in self.link[one]
            if one < other and (entry := self._entry(one, other))
        ]
        heapq.heapify(heap)
        while heap:
            _mean, one, other, at_one, at_other = heapq.heappop(heap)
            if (self.changed[one], self.changed[other]) != (at_one, at_other):
                continue
            if self._may_join(one, other):
                self._join(one, other)
                for near in self.link[one]:
                    entry = self._entry(min(one, near), max(one, near))
                    if entry:
                        heapq.heappush(heap, entry)

    def _entry(self, one: int, other: int) -> tuple[float, int, int, int, int] | None:
        mean = self.link[one][other][0] / (len(self.members[one]) * len(self.members[other]))
        if mean < self.alike:
            return None
        return (-mean, one, other, self.changed[one], self.changed[other])

    def _may_join(self, one: int, other: int) -> bool:
        if self.label[one] is not None and self.label[other] is not None:
            return False
        sizes = len(self.members[one]), len(self.members[other])
        if min(sizes) < 2:
            return True
        inside = [
            self.within[which] * 2 / (n * (n - 1))
            for which, n in zip((one, other), sizes, strict=True)
        ]
        between = self.link[one][other][1] / (sizes[0] * sizes[1])
        return bool(between >= HOLDS_APART * (inside[0] * inside[1]) ** 0.5)

    def _join(self, one: int, other: int) -> None:
        self.within[one] += self.within.pop(other, 0.0) + self.link[one].pop(other)[1]
        self.members[one] += self.members.pop(other)
        if self.label[one] is None:
            self.label[one] = self.label[other]
        for near, (alike, capped) in self.link.pop(other).items():
            if near != one:
                del self.link[near][other]
                self._tie(one, near, alike, capped)
        # What stands in the heap of either is out of date from now on.
        self.changed[one] += 1
        self.changed[other] += 1

    def clusters(self) -> list[tuple[list[int], Hashable | None]]:
        """(rows, known topic) of each cluster."""
        return [(rows, self.label[cluster]) for cluster, rows in self.members.items()]
