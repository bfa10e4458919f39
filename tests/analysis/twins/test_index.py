"""The index of twins: what is a twin, and what an index must never do."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.analysis.twins import Message, OtherFormat, TwinIndex, groups

pytestmark = pytest.mark.one_database
SALT = b"sixteen bytes !!"
LAMP = (
    "我们凤凰庄北面三岔口的路灯已经坏了半个多月，晚上老人孩子出门看不见路，希望尽快派人来修一修。"
)
LAMP_WITH_SLIPS = (
    "我门凤凰庄北面三岔口的路灯己经坏了半个多月了，晚上老人孩子出门看不见，希望尽快派人来修。"
)
LAMP_ELSEWHERE = LAMP.replace("凤凰庄", "石磨村")
PIPE = "我们凤凰庄北面三岔口的自来水管漏了好几天，水流得满街都是，冬天结冰容易滑倒人，请水站赶快来处理。"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TwinIndex]:
    with TwinIndex(tmp_path / "twins.sqlite3", salt=SALT) as index:
        yield index


def test_copies_with_slips_are_twins(index: TwinIndex) -> None:
    assert index.add(1, LAMP) == []
    found = index.add(2, LAMP_WITH_SLIPS)
    assert [twin.key for twin in found] == [1]
    assert 0.4 <= found[0].score < 1
    assert [(twin.key, twin.score) for twin in index.ask(LAMP)][0] == (1, 1.0)


@pytest.mark.parametrize(
    "other",
    [
        LAMP_ELSEWHERE,
        PIPE,
        LAMP.replace("凤凰庄", "张庄"),
        "",
        "！！",
    ],
)
def test_another_place_or_problem_is_no_twin(index: TwinIndex, other: str) -> None:
    index.add(1, LAMP)
    assert index.add(2, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号楼", "5号楼"),
        ("12栋", "21栋"),
        ("张庄", "李庄"),
        ("东河村", "西河村"),
        ("建设路", "新华街"),
    ],
)
def test_only_the_name_differs(index: TwinIndex, one: str, other: str) -> None:
    text = "反映{}门口的垃圾桶满了一星期没人收，苍蝇乱飞，味道很大，路过都要捂着鼻子，请安排清运。"
    index.add(1, text.format(one))
    assert [twin.key for twin in index.ask(text.format(one))] == [1]
    assert index.ask(text.format(other)) == []


def test_one_frame_for_many_troubles(index: TwinIndex) -> None:
    frame = (
        "您好，我是凤凰庄的居民，有一个问题：{}。我们多次打电话都没有结果，恳请尽快派人处理，谢谢。"
    )
    troubles = [
        "路灯坏了好几天晚上一片漆黑",
        "自来水管破裂污水漫到街面",
        "施工到半夜吵得孩子睡不着",
    ]
    for key, trouble in enumerate(troubles, start=1):
        assert index.add(key, frame.format(trouble)) == []
    told_more = frame.format(troubles[0]) + "昨天有老人在那里摔倒，送到卫生院缝了三针。"
    assert [twin.key for twin in index.ask(told_more)] == [1]


def test_a_code_of_another_place_is_another_place(index: TwinIndex) -> None:
    text = "村里的路灯坏了半个多月，晚上老人孩子出门看不见路，希望尽快派人来修一修。"
    index.add(1, text, "a")
    assert [(twin.key, twin.same_place) for twin in index.ask(text, "a")] == [(1, True)]
    assert [(twin.key, twin.same_place) for twin in index.ask(text)] == [(1, False)]
    assert index.ask(text, "b") == []


def test_removed_and_replaced(index: TwinIndex) -> None:
    index.add(1, LAMP)
    index.add(2, PIPE)
    index.remove(1)
    index.remove(99)
    assert index.ask(LAMP) == []
    assert index.keys() == [2]
    assert index.add_many([]) == []
    index.add(2, LAMP)
    assert index.ask(PIPE) == []
    assert [twin.key for twin in index.ask(LAMP)] == [2]
    index.remove(2)
    rows = index._db.execute("SELECT COUNT(*) FROM drawer").fetchone()
    assert rows == (0,)


def test_nothing_of_the_text_is_in_the_file(tmp_path: Path) -> None:
    with TwinIndex(tmp_path / "t", salt=SALT) as index:
        index.add(1, LAMP, "凤凰庄")
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for piece in ("凤凰", "路灯", "三岔口"):
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert piece.encode(encoding) not in content


def test_another_salt_or_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t"
    TwinIndex(path, salt=SALT).close()
    for salt in (b"", b"another"):
        with pytest.raises(OtherFormat):
            TwinIndex(path, salt=salt)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = 0 WHERE name = 'format'")
    with pytest.raises(OtherFormat):
        TwinIndex(path, salt=SALT)


def test_a_salt_of_its_own_lasts(tmp_path: Path) -> None:
    with TwinIndex(tmp_path / "t") as index:
        index.add(1, LAMP)
    with TwinIndex(tmp_path / "t") as index, TwinIndex(tmp_path / "t", readonly=True) as reader:
        assert [twin.key for twin in index.ask(LAMP)] == [1]
        index.add(2, LAMP)
        assert [twin.key for twin in reader.ask(LAMP)] == [1, 2]


def test_pairs_of_some_that_are_in(index: TwinIndex) -> None:
    pairs = index.add_many(
        [Message(1, LAMP), Message(2, PIPE), Message(3, LAMP_WITH_SLIPS), Message(4, LAMP)]
    )
    assert [(pair.one, pair.other) for pair in pairs] == [(1, 3), (1, 4), (3, 4)]
    assert index.pairs_of([4]) == [pairs[1], pairs[2]]
    assert index.pairs_of([1, 2, 3, 4]) == pairs
    assert index.pairs_of([2]) == index.pairs_of([]) == index.pairs_of([9]) == []


def test_the_callers_mark(index: TwinIndex) -> None:
    assert index.mark == ""
    index.mark = "7 seven"
    index.mark = "8 eight"
    assert index.mark == "8 eight"


def _pile(seed: int, count: int = 24) -> list[Message]:
    """Messages of few words, so that many are alike, more or less."""
    rng = random.Random(seed)
    begins = ["凤凰庄北口", "石磨村东头", "河西街菜市场旁"]
    middles = ["路灯坏了半个月晚上看不见", "自来水管漏水满地结冰", "垃圾堆了一星期没有人清运"]
    ends = ["老人孩子出门危险", "打过电话没有人来修", "味道很大苍蝇乱飞", "盼着早一点来人看看"]
    return [
        Message(key, rng.choice(begins) + rng.choice(middles) + "，".join(rng.sample(ends, 2)))
        for key in range(1, count + 1)
    ]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rng: random.Random
) -> None:
    pile = _pile(seed)
    shuffled = rng.sample(pile, len(pile))
    folder = tmp_path_factory.mktemp("order")
    with TwinIndex(folder / "a", salt=SALT) as one, TwinIndex(folder / "b", salt=SALT) as other:
        pairs = set(one.add_many(pile))
        found = set()
        for message in shuffled:
            for twin in other.add(message.key, message.text, limit=99):
                found.add((*sorted((message.key, twin.key)), twin.score))
        assert {(a, b, score) for a, b, score in pairs} == found
        for message in pile:
            assert one.ask(message.text, limit=99) == other.ask(message.text, limit=99)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 23))
def test_a_pile_in_two_parts(tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int) -> None:
    pile = _pile(seed)
    folder = tmp_path_factory.mktemp("parts")
    with TwinIndex(folder / "a", salt=SALT) as one, TwinIndex(folder / "b", salt=SALT) as other:
        whole = one.add_many(pile)
        parts = other.add_many(pile[cut:]) + other.add_many(pile[:cut])
        assert sorted(whole) == sorted(parts)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_an_insert_loses_no_twin(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    with TwinIndex(tmp_path_factory.mktemp("insert") / "a", salt=SALT) as index:
        known: dict[int, set[tuple[int, float]]] = {}
        pile = _pile(seed, 16)
        for message in pile:
            index.add(message.key, message.text)
            for earlier in pile[: message.key]:
                found = {(twin.key, twin.score) for twin in index.ask(earlier.text, limit=99)}
                assert known.get(earlier.key, set()) <= found
                known[earlier.key] = found


def test_a_full_drawer_keeps_the_first(index: TwinIndex) -> None:
    index.add_many(Message(key, LAMP) for key in range(1, 200))
    assert [twin.key for twin in index.add(200, LAMP, limit=3)] == [1, 2, 3]


def test_groups() -> None:
    pairs = [(4, 5, 0.5), (1, 2, 0.9), (2, 3, 0.8), (7, 3, 0.4)]
    assert groups(pairs) == [[1, 2], [3, 7], [4, 5]]
    for some in itertools.permutations(pairs):
        assert groups(some) == [[1, 2], [3, 7], [4, 5]]


WRITER = """
import sys
from huying.analysis.twins import TwinIndex
with TwinIndex(sys.argv[1], salt=b"sixteen bytes !!") as index:
    for key in range(int(sys.argv[2]), 10**6):
        index.add(key, f"{key}号院" + sys.argv[3])
        print(key, flush=True)
"""


def test_killed_while_it_writes(tmp_path: Path) -> None:
    """kill -9, several times: what was said to be in is in, whole, and writing goes on."""
    path, said = tmp_path / "t", 0
    for after in (1, 7, 20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(said + 1), LAMP],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        for line in itertools.islice(writer.stdout, after):
            said = int(line)
        os.kill(writer.pid, signal.SIGKILL)
        said = max([said, *(int(line) for line in writer.stdout if line.endswith("\n"))])
        writer.wait()
        writer.stdout.close()
        with TwinIndex(path, salt=SALT) as index:
            keys = index.keys()
            assert keys[:said] == list(range(1, said + 1))
            assert len(keys) in (said, said + 1)
            said = len(keys)
            drawers = index._db.execute("SELECT key, COUNT(*) FROM drawer GROUP BY key").fetchall()
            assert dict(drawers) == dict.fromkeys(keys, 24)
            assert index._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
