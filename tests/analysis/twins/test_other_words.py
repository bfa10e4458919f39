"""The same trouble in other words."""

from __future__ import annotations

import numpy as np
import pytest

from huying.analysis.twins.other_words import likeness

pytestmark = pytest.mark.one_database
TEXTS = [
    "凤凰新城旁边的搅拌站日夜不停，灰尘很大，吵得人睡不着。",
    "凤凰新城小区外头那家混凝土厂扬尘污染，噪音扰民。",
    "石磨新村旁边的饭店日夜不停，油烟很大，吵得人睡不着。",
    "请问孩子上小学要带什么材料去报名？",
]


def test_one_place_and_trouble_is_nearer_than_one_wording() -> None:
    scores = likeness(TEXTS, [1])
    assert scores.shape == (1, 4)
    assert scores[0].argsort()[::-1].tolist()[:2] == [1, 0]
    assert scores[0][3] < scores[0][0]


def test_it_is_symmetric_and_bounded() -> None:
    scores = likeness(TEXTS, range(4))
    assert np.allclose(scores, scores.T, atol=1e-6)
    assert np.allclose(np.diag(scores)[:3], 1.5, atol=1e-6)
    assert scores.min() >= 0


def test_nothing_to_compare() -> None:
    assert likeness([], []).shape == (0, 0)
    assert likeness(["！", ""], [0]).tolist() == [[0, 0]]
