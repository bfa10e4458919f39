"""Twins past one machine: keys meet in drawers, and only those that met are compared.

Only within a town: there a twin is of use, and a drawer stays as small as the town. Three shuffles of small
rows: keys by town and drawer, pairs once each, and the sketches to the pairs. No text leaves the step that reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from huying.analysis.pile import Said
from huying.analysis.twins.features import I64
from huying.analysis.twins.pile import candidates, twins_among
from huying.analysis.twins.sketch import Sketches, sketches

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COLUMNS = ("key", "town", "place", "title", "text")
SKETCHES = "key long, town string, place string, sketch binary, drawers array<long>"
PAIRS = "one long, other long"
SCORED = "one long, other long, score double"
_SKETCHES = pa.schema([
    ("key", pa.int64()), ("town", pa.string()), ("place", pa.string()), ("sketch", pa.binary()), ("drawers", pa.list_(pa.int64())),
])  # fmt: skip
Batches = Iterable[pa.RecordBatch]


def sketch(messages: DataFrame, salt: int) -> DataFrame:
    """One row of SKETCHES for each message: a narrow step, and what the rest needs of a message.

    messages: key, town, title, text, place. Write it to Parquet before `twin_pairs`, which reads it three times.
    salt: 64 bits, secret; the same for all that are to be compared.
    """

    def step(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            key, town, place, title, text = (batch.column(name) for name in COLUMNS)
            said = [
                Said(*one).whole
                for one in zip(*(c.to_pylist() for c in (key, text, title)), strict=True)
            ]
            made = sketches(said, salt)
            drawers = [sorted({one for one in row if one}) for row in made.drawers().tolist()]
            yield pa.RecordBatch.from_arrays(
                [
                    key,
                    town,
                    place,
                    pa.array(made.to_bytes(), pa.binary()),
                    pa.array(drawers, _SKETCHES.types[4]),
                ],
                schema=_SKETCHES,
            )

    return messages.select(*COLUMNS).mapInArrow(step, SKETCHES)


def twin_pairs(sketched: DataFrame) -> DataFrame:
    """The pairs of twins as rows of SCORED, the smaller key first; those of an index for each town."""
    from pyspark.sql import functions as f

    lying = sketched.select("key", "town", f.explode("drawers").alias("drawer"))
    drawers = lying.groupBy("town", "drawer").agg(f.collect_list("key").alias("keys"))
    held = drawers.where(f.size("keys") > 1)
    met = held.select("keys").mapInArrow(_meet, PAIRS).distinct()
    side = sketched.select("key", "place", "sketch")
    for name in ("one", "other"):
        named = side.select(*(f.col(column).alias(f"{name}_{column}") for column in side.columns))
        met = met.join(named, f.col(name) == f.col(f"{name}_key"))
    return met.mapInArrow(_compare, SCORED)


def _meet(batches: Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        lists = batch.column("keys")
        keys, rows = np.unique(lists.flatten().to_numpy(), return_inverse=True)
        drawers = np.repeat(np.arange(1, len(lists) + 1), lists.value_lengths().to_numpy())
        pairs = keys[candidates(drawers, rows)]
        yield pa.RecordBatch.from_pydict({"one": pairs[:, 0], "other": pairs[:, 1]})


def _compare(batches: Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        sides = [
            Sketches.from_bytes(batch.column(f"{side}_sketch").to_pylist())
            for side in ("one", "other")
        ]
        at = np.arange(batch.num_rows)
        found, score = twins_among(
            Sketches.joined(sides),
            np.concatenate(_places(batch)),
            np.stack([at, at + len(at)], axis=1),
        )
        pairs = batch.select(["one", "other"]).take(pa.array(found[:, 0]))
        yield pairs.append_column("score", pa.array(score.astype(np.float64).round(4)))


def _places(batch: pa.RecordBatch) -> tuple[I64, I64]:
    """The places of both sides as numbers that are equal where the places are, 0 unknown."""
    numbers = {"": 0, None: 0}
    one, other = (
        np.array(
            [
                numbers.setdefault(place, len(numbers))
                for place in batch.column(f"{side}_place").to_pylist()
            ],
            np.int64,
        )
        for side in ("one", "other")
    )
    return one, other
