"""Does a reply speak to its question? A number, learnt from questions that were answered before.

Two views are added. Wording: the cosine of weighted pairs of characters. Meaning: the cosine after latent semantic
analysis of question and reply written as one text, so that what is asked (停水) lies near what is answered (供水管网).
A reply full of everyday terms is near everything, so each view counts how far above the reply's likeness to
other people's questions its own question stands, in standard deviations.

Without answered questions only the wording counts, with other questions where there are any; without those
it is the bare cosine. Texts are never kept, only weights of pairs of characters that several texts hold.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from huying.analysis.grams import pairs_of

# Below this many answered questions an analysis of their meaning learns their accidents.
ENOUGH_ANSWERED = 200
# Other questions that a reply is held against: fewer make an unsteady spread, more cost time and tell little.
LEAST_OTHERS, MOST_OTHERS = 30, 400
# Directions of meaning: more did not tell more on held-back halves (100: as good as 300), and cost time and room.
DIMENSIONS = 100
# A pair that stands in fewer texts than this is no pair that others will use; nor may one text be read out of it.
LEAST_TEXTS = 3
# The first line of a question is its title: it counts as if said three times. A reply restates the question at its start.
TITLE, OPENING, OPENING_LENGTH = 2.0, 2.0, 200
# Of replies that were good enough to be sent, so many may be pointed out at most.
FALSE_ALARMS = 0.03
# The bare cosine below which a reply shares next to nothing with its question.
BARE = 0.02

Vectors = Any


@dataclass
class Answers:
    """What speaks to a question in this town. threshold: scores below it are pointed out; learnt: from how many."""

    pairs: dict[str, int]
    weights: np.ndarray
    meaning: np.ndarray
    others: Vectors
    learnt: int
    threshold: float

    @classmethod
    def learn(
        cls, answered: Sequence[tuple[str, str]], questions: Sequence[str] = (), *, seed: int = 0
    ) -> Answers:
        """From (question, reply) pairs; questions: others without a reply. A question's first line is its title."""
        rng = random.Random(seed)
        found = cls._learn(answered, questions, rng)
        if len(answered) >= ENOUGH_ANSWERED:
            found.threshold = _held_back(answered, questions, rng)
        return found

    @classmethod
    def _learn(
        cls, answered: Sequence[tuple[str, str]], questions: Sequence[str], rng: random.Random
    ) -> Answers:
        asked = [question for question, _reply in answered] + list(questions)
        said = [reply for _question, reply in answered]
        counts = _counts(asked, said)
        pairs = {pair: at for at, pair in enumerate(sorted(counts))}
        frequency = np.array([counts[pair] for pair in pairs], dtype=np.float64)
        weights = np.log((len(asked) + len(said) + 1) / (frequency + 1)) + 0.5
        found = cls(pairs, weights, np.zeros((0, 0)), None, len(answered), float("-inf"))
        if len(answered) >= ENOUGH_ANSWERED:
            found.meaning = _directions(found, answered)
        if len(asked) >= LEAST_OTHERS:
            found.others = found.question_vectors(rng.sample(asked, min(MOST_OTHERS, len(asked))))
        else:
            found.threshold = BARE
        return found

    def score(self, question: str, reply: str) -> float:
        """How much `reply` speaks to `question`; compare with `threshold`."""
        return self.scores([(question, reply)])[0]

    def scores(self, rows: Sequence[tuple[str, str]]) -> list[float]:
        """`score` of each (question, reply)."""
        asked, said = [row[0] for row in rows], [row[1] for row in rows]
        if self.others is None:
            return [_bare(*row) for row in rows]
        one, other = self.question_vectors(asked), self.reply_vectors(said)
        total = _above(one[0], other[0], self.others[0])
        if self.meaning.size:
            total = total + _above(one[1], other[1], self.others[1])
        return [float(value) for value in total]

    def question_vectors(self, questions: Sequence[str]) -> tuple[Vectors, Vectors]:
        """(wording, meaning) of questions, each row of length 1."""
        return self._vectors([_said(one.partition("\n")[0], one, TITLE) for one in questions])

    def reply_vectors(self, replies: Sequence[str]) -> tuple[Vectors, Vectors]:
        """(wording, meaning) of replies, each row of length 1."""
        return self._vectors([_said(one[:OPENING_LENGTH], one, OPENING) for one in replies])

    def _vectors(self, texts: list[dict[str, float]]) -> tuple[Vectors, Vectors]:
        rows = _matrix(texts, self.pairs)
        rows.data = 1 + np.log(rows.data)
        wording = _unit(rows @ sparse.diags(self.weights**1.5))
        if not self.meaning.size:
            return wording, None
        return wording, _unit(_unit(rows @ sparse.diags(self.weights)) @ self.meaning)

    def save(self, folder: Path) -> None:
        """Into a folder of its own; the two files are whole or not there."""
        folder.mkdir(parents=True, exist_ok=True)
        kept: dict[str, Any] = {"weights": self.weights, "meaning": self.meaning.astype("f2")}
        if self.others is not None:
            wording = self.others[0].tocsr()
            kept |= {
                "data": wording.data.astype("f4"), "indices": wording.indices,
                "indptr": wording.indptr, "shape": np.array(wording.shape),
            }  # fmt: skip
            if self.others[1] is not None:
                kept["others"] = self.others[1].astype("f4")
        half = folder / "half.npz"
        np.savez_compressed(half, **kept)
        head = {"pairs": list(self.pairs), "learnt": self.learnt, "threshold": self.threshold}
        (folder / "half.json").write_text(json.dumps(head, ensure_ascii=False), "utf-8")
        half.replace(folder / "answers.npz")
        (folder / "half.json").replace(folder / "answers.json")

    @classmethod
    def load(cls, folder: Path) -> Answers:
        """What `save` wrote. Raises OSError where there is none, ValueError where the files do not fit."""
        head = json.loads((folder / "answers.json").read_text("utf-8"))
        with np.load(folder / "answers.npz", allow_pickle=False) as kept:
            others: Vectors = None
            if "data" in kept:
                csr = (kept["data"], kept["indices"], kept["indptr"])
                wording = sparse.csr_matrix(csr, shape=tuple(kept["shape"]))
                others = (wording, kept.get("others"))
            weights, meaning = kept["weights"], kept["meaning"].astype("f4")
        pairs = {pair: at for at, pair in enumerate(head["pairs"])}
        if len(pairs) != len(weights):
            raise ValueError("the two files are not of one learning")
        return cls(pairs, weights, meaning, others, head["learnt"], head["threshold"])


def unmentioned(
    question: str, reply: str, names: Iterable[str] = (), *, most: int = 4
) -> list[str]:
    """Words of the question that the reply does not take up: its names first, then those of its title."""
    names, title = list(names), question.partition("\n")[0]
    for name in names:
        title = title.replace(name, " ")
    words = [*names, *(word for word in _words(title) if len(word) > 1)]
    return [word for word in dict.fromkeys(words) if word not in reply][:most]


def _words(text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut(text) if re.fullmatch(r"\w+", word)]


def _held_back(
    answered: Sequence[tuple[str, str]], questions: Sequence[str], rng: random.Random
) -> float:
    """The score that FALSE_ALARMS of the sent replies stay below, each scored by what learnt from the other half."""
    rows = list(answered)
    rng.shuffle(rows)
    half = len(rows) // 2
    one, other = rows[:half], rows[half:]
    scores = [
        *Answers._learn(one, questions, rng).scores(other),
        *Answers._learn(other, questions, rng).scores(one),
    ]
    return float(np.quantile(scores, FALSE_ALARMS))


def _directions(found: Answers, answered: Sequence[tuple[str, str]]) -> np.ndarray:
    """Pairs of characters → directions of meaning (pairs × dimensions)."""
    from sklearn.decomposition import TruncatedSVD

    rows = []
    for side in (
        [_said(question.partition("\n")[0], question, TITLE) for question, _reply in answered],
        [_said("", reply, 0) for _question, reply in answered],
    ):
        matrix = _matrix(side, found.pairs)
        matrix.data = 1 + np.log(matrix.data)
        rows.append(_unit(matrix @ sparse.diags(found.weights)))
    size = min(DIMENSIONS, len(answered) // 4, len(found.pairs) // 2)
    svd = TruncatedSVD(size, random_state=0, n_iter=3).fit(_unit(rows[0] + rows[1]))
    return np.asarray(svd.components_.T, dtype=np.float32)


def _above(one: Vectors, other: Vectors, others: Vectors) -> np.ndarray:
    """How far each reply's likeness to its question stands above its likeness to other questions."""
    if sparse.issparse(one):
        own = np.asarray(one.multiply(other).sum(axis=1)).ravel()
        around = np.asarray((other @ others.T).todense())
    else:
        own, around = (one * other).sum(axis=1), other @ others.T
    return np.asarray((own - around.mean(axis=1)) / (around.std(axis=1) + 1e-6))


def _bare(question: str, reply: str) -> float:
    """The cosine of the two sets of pairs."""
    asked, said = set(pairs_of(question)), set(pairs_of(reply))
    return float(len(asked & said) / np.sqrt(max(len(asked) * len(said), 1)))


def _counts(asked: Sequence[str], said: Sequence[str]) -> dict[str, int]:
    """In how many texts each pair stands, of those that stand in enough."""
    found: dict[str, int] = {}
    for text in (*asked, *said):
        for pair in set(pairs_of(text)):
            found[pair] = found.get(pair, 0) + 1
    return {pair: count for pair, count in found.items() if count >= LEAST_TEXTS}


def _said(stressed: str, text: str, weight: float) -> dict[str, float]:
    """How often each pair is said, those of `stressed` again by `weight`."""
    found: dict[str, float] = {}
    for pair in pairs_of(text):
        found[pair] = found.get(pair, 0) + 1
    for pair in pairs_of(stressed) if weight else ():
        found[pair] = found.get(pair, 0) + weight
    return found


def _matrix(texts: list[dict[str, float]], pairs: dict[str, int]) -> Vectors:
    data, columns, starts = [], [], [0]
    for said in texts:
        for pair, count in said.items():
            if pair in pairs:
                data.append(count)
                columns.append(pairs[pair])
        starts.append(len(data))
    shape = (len(texts), len(pairs))
    return sparse.csr_matrix((data, columns, starts), shape=shape, dtype=np.float64)


def _unit(rows: Vectors) -> Vectors:
    """Rows of length 1; an empty row stays empty."""
    if sparse.issparse(rows):
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return (sparse.diags(1 / np.maximum(length, 1e-12)) @ rows).tocsr()
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
