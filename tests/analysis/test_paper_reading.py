"""A picture of a page → its text, in a process of its own."""

from __future__ import annotations

import fcntl

import pytest

from bench.texts.paper import LETTERS, changes, page
from huying.analysis.paper_reading import BusyError, Line, Page, UnreadableError, read

pytestmark = pytest.mark.one_database


def test_lines_that_fill_the_page_go_on() -> None:
    lines = (
        Line("镇政府：", 1.0, 10, 0, 200, 40),
        Line("我村的水渠塌了二十", 1.0, 90, 60, 980, 100),
        Line("多米。", 0.6, 10, 120, 130, 160),
        Line("北坡组", 1.0, 700, 180, 900, 220),
        Line("三月一日", 1.0, 920, 182, 1000, 222),
    )
    assert Page(lines).text == "镇政府：\n我村的水渠塌了二十多米。\n北坡组 三月一日"
    assert Page(lines).doubtful == ["多米。"]
    assert Page(()).text == ""


def test_a_hand_like_page_taken_by_a_phone_is_read() -> None:
    letter = LETTERS[0]
    said = read(page(letter, seed=0, hand=True, rough=1.0), seconds=300).text
    assert changes("".join(said.split()), letter) <= len(letter) // 20


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(UnreadableError):
        read(b"no picture", seconds=300)


def test_one_page_at_a_time_is_read(tmp_path) -> None:
    lock = tmp_path / "paper.lock"
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BusyError):
            read(b"", lock=lock)
