"""The steps over Parquet, on a local engine, find what one process finds."""

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pysail = pytest.importorskip(
    "pysail", reason="the engine for batches is optional: requirements-more.txt"
)

from huying.analysis.batch import local, words  # noqa: E402
from huying.analysis.pile import Said, read  # noqa: E402

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
            rng.choice(PLACES), f"p{rng.randrange(40)}",
        )
        for key in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def session():
    with local.sail() as session:
        yield session


def test_words_are_those_of_one_process(session, tmp_path):
    said = pile(3000)
    pq.write_table(
        pa.table({name: [getattr(one, name) for one in said] for name in words.COLUMNS}),
        tmp_path / "messages.parquet",
        row_group_size=700,
    )
    found = words.read_words(session.read.parquet(str(tmp_path / "messages.parquet")), LEADS)
    found.write.parquet(str(tmp_path / "found.parquet"))
    rows = pq.read_table(tmp_path / "found.parquet").to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == [
        words.found_row(one) for one in read(said, LEADS)
    ]


def test_no_message_no_row(session, tmp_path):
    empty = pa.table(
        {
            "key": pa.array([], pa.int64()),
            "title": pa.array([], pa.string()),
            "text": pa.array([], pa.string()),
        }
    )
    pq.write_table(empty, tmp_path / "messages.parquet")
    assert (
        words.read_words(session.read.parquet(str(tmp_path / "messages.parquet")), LEADS).collect()
        == []
    )
