"""Topics past one machine: each town's by itself, in one shuffle by town. A town's messages fit one worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from huying.analysis.topics import Message, Topic, topics

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TOPICS = (
    "town string, name string, messages array<long>, people long, spread long, likes long, recent long, "
    "usual double, rising boolean, heat double"
)
_SCHEMA = pa.schema([
    ("town", pa.string()), ("name", pa.string()), ("messages", pa.list_(pa.int64())), ("people", pa.int64()),
    ("spread", pa.int64()), ("likes", pa.int64()), ("recent", pa.int64()), ("usual", pa.float64()),
    ("rising", pa.bool_()), ("heat", pa.float64()),
])  # fmt: skip
COLUMNS = ("key", "town", "text", "title", "place", "kind", "person", "at", "likes")


def town_topics(messages: DataFrame) -> DataFrame:
    """The topics of each town as rows of TOPICS. messages: COLUMNS; `kind` as `words.read_words` found it."""
    return messages.select(*COLUMNS).groupBy("town").applyInArrow(_of_a_town, TOPICS)


def topic_row(town: str, topic: Topic) -> dict[str, object]:
    """A topic as a row of TOPICS."""
    figures = {name: getattr(topic, name) for name in _SCHEMA.names[3:]}
    return {"town": town, "name": topic.name, "messages": list(topic.messages), **figures}


def _of_a_town(table: pa.Table) -> pa.Table:
    town = table.column("town")[0].as_py()
    rows = table.drop_columns(["town"]).to_pylist()
    found = topics(
        [Message(**{name: row[name] for name in COLUMNS if name != "town"}) for row in rows]
    )
    return pa.Table.from_pylist([topic_row(town, topic) for topic in found], _SCHEMA)
