"""Does a reply speak to its question: each question with its own reply against the same reply with another question.

    HUYING_BENCH_DATA=folder python -m bench.texts.replies

Five folds: what scores a fold learnt from the other four; its replies are shuffled within the fold. Harder: replies
without what they quote of the question (its title, its words in quotation marks, six characters in a row of the title).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import numpy as np

from bench import texts
from bench.texts import Row
from bench.texts.baselines import auc, shuffled
from huying.analysis.answers import Answers
from huying.analysis.replies import undated_promises

FOLDS, SEED = 5, 0
IN_A_ROW = 6
Pairs = list[tuple[str, str]]
Learn = Callable[[Pairs], Answers]


def measure() -> list[Row]:
    """AUC with a town's history, with its questions only, with nothing; and without the quotation."""
    rows = texts.replied()
    plain = [(question, without_quotation(question, reply)) for question, reply in rows]
    made = [
        _row(rows, "learnt from answered questions", lambda past: Answers.learn(past), "≥ 0.97"),
        _row(plain, "the same, without the quoted question", lambda past: Answers.learn(past)),
        _row(rows, "questions of the town only, no reply yet", lambda past: _asked(past)),
        _row(rows, "nothing learnt: the bare cosine", lambda _past: Answers.learn([])),
    ]
    late = sum(bool(undated_promises(reply)) for _question, reply in rows)
    return [
        *made,
        Row("replies", "replies with a promise that names no day", f"{late / len(rows):.0%}",
            note="how often the unit's head would be told; no truth to hold it against"),
    ]  # fmt: skip


def _asked(past: Pairs) -> Answers:
    return Answers.learn([], [question for question, _reply in past])


def _row(rows: Pairs, what: str, learn: Learn, aim: str = "–") -> Row:
    matched, other = [], []
    told = caught = 0
    for ask in _folds(len(rows)):
        inside = set(ask)
        engine = learn([row for at, row in enumerate(rows) if at not in inside])
        turned = shuffled(len(ask), SEED)
        own = engine.scores([rows[at] for at in ask])
        against = engine.scores(
            [(rows[ask[turned[at]]][0], rows[one][1]) for at, one in enumerate(ask)]
        )
        told += sum(score < engine.threshold for score in own)
        caught += sum(score < engine.threshold for score in against)
        matched += own
        other += against
    note = ""
    if told or caught:
        note = f"pointed out: {caught / len(other):.0%} of the shuffled, {told / len(matched):.1%} of the true"
    return Row("replies", f"{what}: AUC", f"{auc(matched, other):.3f}", aim, _baseline(rows), note)


def _baseline(rows: Pairs) -> str:
    """The cosine of pairs of characters on the same text."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 2))
    asked = vectors.fit_transform([question for question, _reply in rows])
    said = vectors.transform([reply for _question, reply in rows])
    matched = np.asarray(asked.multiply(said).sum(axis=1)).ravel()
    against = np.asarray(asked.multiply(said[shuffled(len(rows))]).sum(axis=1)).ravel()
    return f"{auc(matched, against):.3f}"


def _folds(count: int) -> list[list[int]]:
    order = list(range(count))
    random.Random(SEED).shuffle(order)
    return [order[at::FOLDS] for at in range(FOLDS)]


def without_quotation(question: str, reply: str) -> str:
    """`reply` without quoted words and without runs of characters that stand in the question's title."""
    title = question.partition("\n")[0]
    left = re.sub(r"[“\"《][^”\"》]{0,80}[”\"》]", "", reply)
    for length in range(len(title), IN_A_ROW - 1, -1):
        for at in range(len(title) - length + 1):
            left = left.replace(title[at : at + length], "")
    return left


def main(rows: Sequence[Row]) -> None:
    from bench.texts.printing import show

    show("replies", rows)


if __name__ == "__main__":
    main(measure())
