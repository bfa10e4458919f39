"""The plain methods that the engine is held against, and the measures for both.

python -m bench.texts.baselines
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from bench import texts
from bench.texts import Member, Row

SEEDS = (0, 1, 2, 3, 4)
FOLDS = 5
COPIES, NOISE = 9, 0.05
BANDS, IN_BAND = 16, 4
ALIKE = 0.5
DISTANCE = 0.92


def measure() -> list[Row]:
    """Each plain method by itself."""
    return [*_category(), *_twins(), *_topics(), *_replies()]


def svm() -> Pipeline:
    """Characters (1 to 3 in a row) by TF-IDF into a linear SVM: text → label."""
    return make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LinearSVC())


def folds(labels: Sequence[str], seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """(rows to learn from, rows to ask) five times, each row asked once."""
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return list(split.split(np.zeros(len(labels)), labels))


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The mean over the classes."""
    return float(f1_score(truth, said, average="macro"))


def noisy_pile(originals: Sequence[str], seed: int = 0) -> tuple[list[str], list[int]]:
    """(texts, which original each comes from): every original and COPIES copies, shuffled.

    In a copy each character is with a chance of NOISE lost, doubled or another one, a third each.
    """
    rng = random.Random(seed)
    letters = "".join(originals)
    pile = [(text, number) for number, text in enumerate(originals)]
    for number, text in enumerate(originals):
        pile += [(_noisy(text, letters, rng), number) for _copy in range(COPIES)]
    rng.shuffle(pile)
    return [text for text, _from in pile], [number for _text, number in pile]


def _noisy(text: str, letters: str, rng: random.Random) -> str:
    out = []
    for letter in text:
        dice = rng.random()
        if dice >= NOISE:
            out.append(letter)
        elif dice < NOISE / 3:
            out.append(letter * 2)
        elif dice < 2 * NOISE / 3:
            out.append(rng.choice(letters))
    return "".join(out)


def pair_scores(
    pairs: Iterable[tuple[int, int]], origin: Sequence[int], alike: frozenset[tuple[int, int]]
) -> tuple[float, float]:
    """(recall, precision) of pairs of places in the pile: right are two of one original.

    alike: pairs of originals (smaller first) that are twins as they came; finding those is neither right nor wrong.
    """
    sizes = Counter(origin)
    wanted = sum(n * (n - 1) // 2 for n in sizes.values())
    right = wrong = 0
    for one, other in set(map(_in_order, pairs)):
        a, b = _in_order((origin[one], origin[other]))
        right += a == b
        wrong += a != b and (a, b) not in alike
    return right / wanted, right / max(right + wrong, 1)


def natural_twins(originals: Sequence[str], threshold: float = 0.8) -> frozenset[tuple[int, int]]:
    """Pairs of originals that are near-copies: TF-IDF cosine of 2 and 3 characters."""
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(2, 3)).fit_transform(originals)
    near = (matrix @ matrix.T).tocoo()
    picked = (near.data >= threshold) & (near.row < near.col)
    return frozenset(zip(near.row[picked].tolist(), near.col[picked].tolist(), strict=True))


def minhash_pairs(pile: Sequence[str], seed: int = 0) -> set[tuple[int, int]]:
    """Pairs that share a band of MinHashes over pairs of characters and whose MinHashes agree enough."""
    rng = np.random.default_rng(seed)
    prime = (1 << 31) - 1
    count = BANDS * IN_BAND
    a, b = rng.integers(1, prime, count), rng.integers(0, prime, count)
    signs = np.stack([_minhash(text, a, b, prime) for text in pile])
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for at, row in enumerate(signs[:, band * IN_BAND : (band + 1) * IN_BAND]):
            buckets[row.tobytes()].append(at)
        for bucket in buckets.values():
            pairs.update(combinations(bucket, 2))
    return {pair for pair in pairs if (signs[pair[0]] == signs[pair[1]]).mean() >= ALIKE}


def _minhash(text: str, a: np.ndarray, b: np.ndarray, prime: int) -> np.ndarray:
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    if len(codes) < 2:
        return np.zeros(len(a), dtype=np.int64)
    shingles = np.unique((codes[:-1] * 1_000_003 + codes[1:]) % prime)
    return ((shingles[:, None] * a + b) % prime).min(axis=0)


def average_link(titles: Sequence[str], bodies: Sequence[str], cut: float = DISTANCE) -> list[int]:
    """A group number for each message: TF-IDF of the title twice and the body, average link below `cut`."""
    joined = [f"{title} {title} {body}" for title, body in zip(titles, bodies, strict=True)]
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, min_df=2)
    rows = matrix.fit_transform(joined)
    apart = np.clip(1 - (rows @ rows.T).toarray(), 0, 2)
    upper = apart[np.triu_indices(len(joined), 1)]
    return fcluster(linkage(upper, "average"), cut, "distance").tolist()


def b_cubed(group_of: Mapping[int, int], members: Sequence[Member]) -> tuple[float, float, float]:
    """(precision, recall, F1) over the core messages of the topics; a message in no group is alone."""
    core = {member.key: member.topic for member in members if member.core}
    group = {key: group_of.get(key, -key) for key in core}
    sizes, topics = Counter(group.values()), Counter(core.values())
    both = Counter((group[key], core[key]) for key in core)
    precision = statistics.fmean(both[group[key], core[key]] / sizes[group[key]] for key in core)
    recall = statistics.fmean(both[group[key], core[key]] / topics[core[key]] for key in core)
    return precision, recall, 2 * precision * recall / (precision + recall)


def clean_topics(group_of: Mapping[int, int], members: Sequence[Member]) -> int:
    """How many topics have a group with ≥ 70 % of their core and ≤ 30 % of other topics among its labelled messages."""
    labelled = {member.key: member.topic for member in members}
    clean = 0
    for topic in sorted({member.topic for member in members}):
        core = [m.key for m in members if m.topic == topic and m.core]
        held = Counter(group_of[key] for key in core if key in group_of)
        if not held:
            continue
        best, found = held.most_common(1)[0]
        inside = [t for key, t in labelled.items() if group_of.get(key) == best]
        others = sum(t != topic for t in inside) / len(inside)
        clean += found / len(core) >= 0.7 and others <= 0.3
    return clean


def shuffled(count: int, seed: int = 0) -> list[int]:
    """For each reply the number of another message: none keeps its own."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    turned = [0] * count
    for at, one in enumerate(order):
        turned[one] = order[(at + 1) % count]
    return turned


def auc(matched: Sequence[float], other: Sequence[float]) -> float:
    """How often a matched pair scores above a shuffled one."""
    return float(roc_auc_score([1] * len(matched) + [0] * len(other), [*matched, *other]))


def _in_order(pair: tuple[int, int]) -> tuple[int, int]:
    return (min(pair), max(pair))


def _category() -> list[Row]:
    pile, labels = texts.labelled()
    said = np.empty(len(labels), dtype=object)
    start = time.perf_counter()
    asking = 0.0
    for learn, ask in folds(labels):
        model = svm().fit([pile[i] for i in learn], [labels[i] for i in learn])
        began = time.perf_counter()
        said[ask] = model.predict([pile[i] for i in ask])
        asking += time.perf_counter() - began
    took = time.perf_counter() - start
    holds = []
    for seed in SEEDS:
        parts = train_test_split(pile, labels, test_size=0.2, random_state=seed, stratify=labels)
        holds.append(macro_f1(parts[3], svm().fit(parts[0], parts[2]).predict(parts[1])))
    spread = f"{statistics.fmean(holds):.3f} ± {statistics.stdev(holds):.3f}"
    return [
        Row("category", "TF-IDF char(1,3) + LinearSVC, 5 folds, macro-F1", f"{macro_f1(labels, list(said)):.3f}",
            note=f"{len(pile) / asking:,.0f} messages/s, text to label; {took:.0f} s in all"),
        Row("category", "the same, 80/20, five seeds", spread),
    ]  # fmt: skip


def _twins() -> list[Row]:
    originals = [f"{one.title} {one.body}" for one in texts.hot()]
    pile, origin = noisy_pile(originals)
    alike = natural_twins(originals)
    start = time.perf_counter()
    pairs = minhash_pairs(pile)
    took = time.perf_counter() - start
    recall, precision = pair_scores(pairs, origin, alike)
    return [
        Row("twins", f"MinHash-LSH {BANDS}×{IN_BAND}, {len(pile):,} messages: recall at precision",
            f"{recall:.3f} at {precision:.3f}", note=f"{took:.1f} s, no insert; agree at ≥ {ALIKE}"),
    ]  # fmt: skip


def _topics() -> list[Row]:
    pile, members = texts.hot(), texts.topics()
    start = time.perf_counter()
    groups = average_link([one.title for one in pile], [one.body for one in pile])
    took = time.perf_counter() - start
    group_of = dict(zip([one.key for one in pile], groups, strict=True))
    precision, recall, f1 = b_cubed(group_of, members)
    count = len({member.topic for member in members})
    return [
        Row("topics", f"average link, cut {DISTANCE}: B³ F1 on {count} topics", f"{f1:.3f}",
            note=f"precision {precision:.3f}, recall {recall:.3f}; {took:.0f} s"),
        Row("topics", "average link: clean topics", f"{clean_topics(group_of, members)} of {count}"),
    ]  # fmt: skip


def _replies() -> list[Row]:
    rows = texts.replies()
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 2))
    asked = vectors.fit_transform([message for message, _reply in rows])
    said = vectors.transform([reply for _message, reply in rows])
    other = said[shuffled(len(rows))]
    matched = np.asarray(asked.multiply(said).sum(axis=1)).ravel()
    against = np.asarray(asked.multiply(other).sum(axis=1)).ravel()
    return [Row("replies", "cosine of pairs of characters, matched against shuffled: AUC",
                f"{auc(matched, against):.3f}")]  # fmt: skip


if __name__ == "__main__":
    from bench.texts.printing import show

    show("baselines", measure())
