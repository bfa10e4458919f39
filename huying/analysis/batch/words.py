"""What each message is about, who might handle it, which places it names: a step without a shuffle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from huying.analysis.pile import Found, Said, read

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# What a Parquet file of messages must hold; `at`, `place`, `person`, `likes` are for the other steps.
COLUMNS = ("key", "title", "text")
FOUND = "key long, kind string, share double, words string, second string, third string, unit string, urgency string, places string"


PLACES = ("village", "road", "estate")
_TYPES = {"long": pa.int64(), "double": pa.float64(), "string": pa.string()}
_SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in (f.split() for f in FOUND.split(", "))])


def read_words(messages: DataFrame, leads: Mapping[str, Sequence[str]]) -> DataFrame:
    """One row of FOUND for each of `messages`. leads: unit → the kinds that it leads."""
    return messages.select(*COLUMNS).mapInArrow(
        _step({k: list(v) for k, v in leads.items()}), FOUND
    )


def found_row(found: Found) -> tuple[object, ...]:
    """What was found in one message as a row of FOUND; '' where nothing was."""
    keys = [guess.key for guess in found.kinds] + [""] * 3
    best = found.kinds[0] if found.kinds else None
    return (
        found.key, keys[0], best.share if best else 0.0, " ".join(best.words) if best else "",
        keys[1], keys[2], found.units[0].key if found.units else "", found.urgency.level,
        " ".join(dict.fromkeys(one.value for one in found.facts if one.kind in PLACES)),
    )  # fmt: skip


def _step(
    leads: dict[str, list[str]],
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def step(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            key, title, text = (batch.column(name).to_pylist() for name in COLUMNS)
            said = [Said(*one) for one in zip(key, text, title, strict=True)]
            rows = [found_row(one) for one in read(said, leads)]
            yield pa.RecordBatch.from_pylist(
                [dict(zip(_SCHEMA.names, row, strict=True)) for row in rows], _SCHEMA
            )

    return step
