"""The cold classifier."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from huying.analysis import category
from huying.analysis.category import Guess, Terms, UrgencyHint, classify, urgency

ROOT = Path(category.__file__).parents[1]


def test_terms_cover_every_category_with_15_to_40_words() -> None:
    terms = tomllib.loads((ROOT / "analysis/town_terms.toml").read_text("utf-8"))["terms"]
    groups = tomllib.loads((ROOT / "voices/categories.toml").read_text("utf-8"))
    assert set(terms) == {f"{g}.{item}" for g, entry in groups.items() for item in entry["items"]}
    counts = {key: len(set(words.split())) for key, words in terms.items()}
    assert {key: n for key, n in counts.items() if not 15 <= n <= 40} == {}


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("我们村路灯坏了半个月", "roads.lights", ("路灯坏",)),
        ("村口主管道漏水", "water.leak", ("主管道", "漏水")),
        ("暖气不热，老人受不了", "housing.heating", ("暖气不热",)),
        ("村支书优亲厚友", "village.cadre", ("村支书", "优亲厚友")),
    ],
)
def test_classify(text: str, key: str, words: tuple[str, ...]) -> None:
    assert (classify(text)[0].key, classify(text)[0].words) == (key, words)


def test_classify_does_not_know() -> None:
    assert classify("你好") == []
    assert classify("") == []


def test_classify_with_terms_passed_in() -> None:
    terms = Terms({"a.x": ["停水", "水"], "a.y": ["水"]})
    assert terms.classify("停水了") == [Guess("a.x", 1.0, 1.0, ("停水",))]
    assert terms.classify("水") == []


def test_urgency() -> None:
    assert urgency("电线掉了，怕触电") == UrgencyHint("now", ("电线掉", "触电"))
    assert urgency("停水两天") == UrgencyHint("soon", ("停水",))
    assert urgency("没有着火，想装路灯") == UrgencyHint("ordinary", ())
