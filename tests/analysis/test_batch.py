"""The steps over Parquet, on a local engine, find what one process finds."""

import datetime as dt
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huying.analysis import topics as engine
from huying.analysis.batch import local, topics, twins, words
from huying.analysis.pile import Said, read
from huying.analysis.twins import Message, TwinIndex

pytestmark = pytest.mark.one_database

LEADS = {"规划建设办公室": ["roads", "housing"], "水利站": ["water"]}
PLACES = ("东沟村", "西岭村", "石桥村", "柳树巷", "新民小区", "三号路")
TROUBLES = (
    "路灯不亮，夜里看不见路", "自来水停水三天，没水做饭", "垃圾没人清运，臭得很", "燃气泄漏，有煤气味，怕爆炸",
    "路面坑洼，雨天积水", "啦啦啦", "",
)  # fmt: skip


def pile(count: int) -> list[Said]:
    rng = random.Random(3)
    return [
        Said(
            key, rng.choice(PLACES) + rng.choice(TROUBLES), rng.choice(("", "反映一件事", "请看看")),
            rng.choice(PLACES),
        )
        for key in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def session():
    with pytest.MonkeyPatch.context() as patch:
        # PySpark takes a process whose main module has no file, as pytest's workers are, for its own doctests.
        patch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        with local.sail() as session:
            yield session


def test_words_are_those_of_one_process(session, tmp_path):
    said = pile(3000)
    pq.write_table(
        pa.table(
            {
                "key": [one.key for one in said],
                "text": [one.text for one in said],
                "title": [one.title for one in said],
                "place": [one.division for one in said],
            }
        ),
        tmp_path / "messages.parquet",
        row_group_size=700,
    )
    found = words.read_words(
        session.read.parquet(str(tmp_path / "messages.parquet")), LEADS, PLACES
    )
    found.write.parquet(str(tmp_path / "found.parquet"))
    rows = pq.read_table(tmp_path / "found.parquet").to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == [
        words.found_row(one) for one in read(said, LEADS, villages=PLACES)
    ]


def test_no_message_no_row(session, tmp_path):
    empty = pa.table(
        {
            "key": pa.array([], pa.int64()),
            "title": pa.array([], pa.string()),
            "place": pa.array([], pa.string()),
            "text": pa.array([], pa.string()),
        }
    )
    pq.write_table(empty, tmp_path / "messages.parquet")
    assert (
        words.read_words(session.read.parquet(str(tmp_path / "messages.parquet")), LEADS).collect()
        == []
    )


def long_pile(count: int) -> list[tuple[str, Message]]:
    """(town, message): some are copies of one before with a few characters changed, some in another town."""
    rng = random.Random(5)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]
    made: list[tuple[str, Message]] = []
    for key in range(count):
        town, place = rng.choice(("甲镇", "乙镇")), rng.choice(("", "东沟村", "西岭村"))
        text = rng.choice(TROUBLES) + "".join(rng.choices(letters, k=30))
        if made and rng.random() < 0.5:
            text = "".join(
                c if rng.random() > 0.05 else rng.choice(letters) for c in rng.choice(made)[1].text
            )
        made.append((town, Message(key, text, place)))
    return made


def test_twins_are_those_of_an_index_for_each_town(session, tmp_path):
    said = long_pile(2000)
    wanted = []
    for town in ("甲镇", "乙镇"):
        with TwinIndex(tmp_path / f"{town}.sqlite3", salt=b"one salt") as index:
            wanted += map(tuple, index.add_many(one for where, one in said if where == town))
            salt = index._salt
    rows = [
        {"key": m.key, "town": town, "place": m.place, "title": "", "text": m.text}
        for town, m in said
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "messages.parquet", row_group_size=300)
    twins.sketch(session.read.parquet(str(tmp_path / "messages.parquet")), salt).write.parquet(
        str(tmp_path / "sketches.parquet")
    )
    found = twins.twin_pairs(session.read.parquet(str(tmp_path / "sketches.parquet"))).collect()
    assert len(wanted) > 500
    assert sorted(map(tuple, found)) == sorted(wanted)


def test_topics_are_those_of_each_town(session, tmp_path):
    rng, start = random.Random(9), dt.datetime(2026, 1, 1)
    rows = [
        {
            "key": key, "town": rng.choice(("甲镇", "乙镇")), "title": "", "place": rng.choice(PLACES), "kind": "",
            "text": rng.choice(PLACES) + rng.choice(TROUBLES), "person": f"p{rng.randrange(50)}",
            "at": start + dt.timedelta(hours=rng.randrange(9000)), "likes": rng.randrange(3),
        }
        for key in range(300)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "messages.parquet", row_group_size=50)
    wanted = []
    for town in ("甲镇", "乙镇"):
        said = [
            engine.Message(**{name: value for name, value in row.items() if name != "town"})
            for row in rows
            if row["town"] == town
        ]
        wanted += [topics.topic_row(town, topic) for topic in engine.topics(said)]
    topics.town_topics(session.read.parquet(str(tmp_path / "messages.parquet"))).write.parquet(
        str(tmp_path / "topics.parquet")
    )
    found = pq.read_table(tmp_path / "topics.parquet").to_pylist()
    assert len(wanted) > 4
    assert sorted(found, key=str) == sorted(wanted, key=str)
