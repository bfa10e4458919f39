"""Likeness of matters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huying.analysis.similar import Candidate, rank, similarity


def test_similarity_of_same_and_unlike() -> None:
    assert round(similarity("村口水管漏水", "村口水管漏水"), 9) == 1.0
    assert similarity("村口水管漏水", "路灯不亮") == 0.0
    assert similarity("", "路灯不亮") == 0.0


def test_rank_prefers_the_same_place() -> None:
    pool = [
        Candidate(2, "村口水管漏水", "b"),
        Candidate(1, "村口水管漏水", "a"),
        Candidate(3, "路灯"),
    ]
    assert [one.key for one in rank("水管漏水", "a", pool)] == [1, 2]


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0.0 <= similarity(a, b) <= 1.0
    assert abs(similarity(a, b) - similarity(b, a)) < 1e-9
