"""Matters that may be the same one: likeness of texts by pairs of characters, and of places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from huying.analysis.grams import pairs_of

# Pairs that say nothing about the matter; a shared "我们村" makes no twins.
_EMPTY_PAIRS = frozenset(
    [
        "我们",
        "你们",
        "他们",
        "们村",
        "村里",
        "村的",
        "我村",
        "本村",
        "领导",
        "你好",
        "您好",
        "好我",
        "反映",
        "映一",
        "一下",
        "希望",
        "望能",
        "请问",
        "问题",
        "的问",
        "咨询",
        "谢谢",
        "现在",
        "已经",
        "没有",
        "有人",
        "什么",
        "怎么",
        "这个",
        "那个",
        "就是",
        "一直",
        "多次",
        "解决",
        "尽快",
        "能不",
        "不能",
        "能够",
        "可以",
        "因为",
        "所以",
        "但是",
        "还是",
        "时候",
        "有关",
        "相关",
        "部门",
        "政府",
        "高都",
        "都镇",
        "镇政",
        "泽州",
        "州县",
        "晋城",
        "城市",
    ]  # noqa: E501
)
_SAME_PLACE, _NO_PLACE, _OTHER_PLACE = 1.25, 1.0, 0.55


@dataclass(frozen=True)
class Candidate:
    """A matter that might be the same. key: the caller's own; place: a code, '' unknown."""

    key: int
    text: str
    place: str = ""


@dataclass(frozen=True)
class Likeness:
    """A candidate's key with its score, 0 to 1, place counted in."""

    key: int
    score: float


def similarity(a: str, b: str) -> float:
    """How alike two texts are, 0 to 1: the cosine of their weighted pairs of characters."""
    return _cosine(_weights(a, _plain_weight), _weights(b, _plain_weight))


def rank(
    query: str,
    place: str,
    candidates: Iterable[Candidate],
    *,
    limit: int = 5,
    threshold: float = 0.2,
) -> list[Likeness]:
    """The candidates most like `query` said at `place`, best first, ties by key.

    Pairs that many candidates share weigh less. The same place counts for, another against.
    """
    pool = list(candidates)
    seen_in = Counter(pair for one in pool for pair in set(pairs_of(one.text)))

    def weight(pair: str) -> float:
        return _plain_weight(pair) * math.log(1 + (len(pool) + 1) / (seen_in[pair] + 0.5))

    sought = _weights(query, weight)
    scored = [
        Likeness(
            one.key,
            round(min(1.0, _cosine(sought, _weights(one.text, weight)) * _nearness(place, one)), 4),
        )
        for one in pool
    ]
    near = [likeness for likeness in scored if likeness.score >= threshold]
    return sorted(near, key=lambda likeness: (-likeness.score, likeness.key))[:limit]


def _nearness(place: str, candidate: Candidate) -> float:
    if not place or not candidate.place:
        return _NO_PLACE
    return _SAME_PLACE if place == candidate.place else _OTHER_PLACE


def _plain_weight(pair: str) -> float:
    return 0.1 if pair in _EMPTY_PAIRS else 1.0


def _weights(text: str, weight: Callable[[str], float]) -> dict[str, float]:
    # A pair said twice says little more than one said once.
    return {pair: weight(pair) * (1 + math.log(n)) for pair, n in Counter(pairs_of(text)).items()}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if not a or not b:
        return 0.0
    shared = sum(weight * b[pair] for pair, weight in a.items() if pair in b)
    length = math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
    return min(1.0, shared / length)
