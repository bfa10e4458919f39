"""A changed text in pieces that can be read."""

import pytest

from huying.analysis.changes import Piece, changes


def said(before, after):
    return [(one.kind, one.text) for one in changes(before, after)]


def test_the_same_text_is_one_piece():
    assert changes("更换坏灯。", "更换坏灯。") == [Piece("same", "更换坏灯。")]


def test_what_was_put_in_and_taken_out():
    assert said("更换坏灯和线路。", "更换坏灯，装太阳能灯。") == [
        ("same", "更换坏灯"), ("out", "和线路"), ("in", "，装太阳能灯"), ("same", "。"),
    ]  # fmt: skip


def test_numbers_and_letters_stay_whole():
    assert said("修路120米", "修路250米") == [
        ("same", "修路"), ("out", "120"), ("in", "250"), ("same", "米"),
    ]  # fmt: skip


def test_one_character_in_common_is_no_island():
    assert said("甲乙丙", "丁乙戊") == [("out", "甲乙丙"), ("in", "丁乙戊")]


@pytest.mark.parametrize(("before", "after"), [("", "新的"), ("旧的", ""), ("", "")])
def test_from_nothing_and_to_nothing(before, after):
    pieces = changes(before, after)
    assert "".join(one.text for one in pieces if one.kind != "out") == after
    assert "".join(one.text for one in pieces if one.kind != "in") == before
