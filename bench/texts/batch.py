"""The steps over Parquet on a local engine, at a million messages that are made up here.

    python -m bench.texts.batch [messages]

A message is a trouble, a place and words drawn from made-up ones; every twentieth repeats an earlier one
of its town with a few characters changed. Nothing of the real data is in them, and all is deleted after.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.generate import MORE, WHERE, WORDS
from bench.texts import Row

COUNT, ROWS = 1_000_000, 20_000
# A town of 30,000 people sends so many a year.
IN_A_TOWN = 1_000
START, HOURS, PEOPLE = dt.datetime(2025, 1, 1), 365 * 24, 400
# Each town's topics are found by themselves, so a tenth of the towns tells how long all take.
PART = 10
REPEATED, CHANGED = 20, 0.04
SEED, SALT = 7, 0x9E3779B97F4A7C15
LEADS = {"规划建设办公室": ["roads", "housing"], "水利站": ["water"], "环保站": ["sanitation"]}


def measure(count: int = COUNT) -> list[Row]:
    """Time, messages a second and bytes of each step."""
    from huying.analysis.batch import local, topics, twins, words

    rows = []
    with TemporaryDirectory(prefix="huying-batch-") as name, local.sail() as session:
        folder = Path(name)
        _told(rows, "made", count, folder / "messages", lambda: write(folder / "messages", count))
        read = session.read.parquet
        messages = read(str(folder / "messages"))
        steps: list[tuple[str, Callable[[], Any]]] = [
            ("words", lambda: words.read_words(messages, LEADS)),
            ("sketches", lambda: twins.sketch(messages, SALT)),
            ("pairs", lambda: twins.twin_pairs(read(str(folder / "sketches")))),
            ("topics", lambda: topics.town_topics(
                messages.where(messages.town < _town(_towns(count) // PART))
                .join(read(str(folder / "words")).select("key", "kind"), "key"))),
        ]  # fmt: skip
        for step, frame in steps:
            to, of = folder / step, count // PART if step == "topics" else count
            _told(rows, step, of, to, lambda frame=frame, to=to: frame().write.parquet(str(to)))
        counts = {step: read(str(folder / step)).count() for step in ("pairs", "topics")}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    cores = len(os.sched_getaffinity(0))
    return [
        *rows,
        Row("batch", "pairs of twins", f"{counts['pairs']:,}", note=f"{count // REPEATED:,} were repeated"),
        Row("batch", "topics", f"{counts['topics']:,}", note=f"in {_towns(count) // PART:,} towns, each by itself"),
        Row("batch", "memory at most", f"{memory:.1f} GiB", note=f"engine and steps in one process, {cores} cores"),
    ]  # fmt: skip


def _told(rows: list[Row], step: str, count: int, to: Path, run: Callable[[], Any]) -> None:
    start = time.perf_counter()
    run()
    took = time.perf_counter() - start
    size = sum(part.stat().st_size for part in to.rglob("*.parquet"))
    rows.append(
        Row("batch", f"{step}, {count:,} messages", f"{took:.0f} s",
            note=f"{count / took:,.0f} messages/s; {size / count:.0f} bytes of Parquet a message")
    )  # fmt: skip
    print(f"{step}: {took:.0f} s", file=sys.stderr, flush=True)


def write(folder: Path, count: int) -> None:
    """`count` messages as Parquet."""
    folder.mkdir()
    rows = generated(count)
    for part in range(0, count, ROWS):
        some = [row for row, _n in zip(rows, range(min(ROWS, count - part)), strict=False)]
        columns = ("key", "town", "place", "title", "text", "person", "at", "likes")
        table = pa.table(dict(zip(columns, map(list, zip(*some, strict=True)), strict=True)))
        pq.write_table(table, folder / f"{part:09}.parquet")


def _town(number: int) -> str:
    return f"镇{number:05}"


def _towns(count: int) -> int:
    return max(PART, count // IN_A_TOWN)


def generated(count: int) -> Iterator[tuple[int, str, str, str, str, str, dt.datetime, int]]:
    """(key, town, place, title, text, person, at, likes), the same for the same `count`."""
    rng = random.Random(SEED)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    words = ["".join(rng.sample(letters, 2)) for _word in range(40_000)]
    troubles = [one for some in WORDS.values() for one in some]
    last: dict[str, tuple[str, str]] = {}
    for key in range(count):
        town = _town(rng.randrange(_towns(count)))
        if key % REPEATED == 0 and town in last:
            place, text = last[town]
            text = "".join(c if rng.random() > CHANGED else rng.choice(letters) for c in text)
        else:
            place = f"{rng.choice(words)}村"
            text = f"{place}{rng.choice(WHERE)}{rng.choice(troubles)}，{''.join(rng.choices(words, k=18))}，{rng.choice(MORE)}。"
            last[town] = place, text
        at = START + dt.timedelta(hours=rng.randrange(HOURS))
        yield key, town, place, "", text, f"p{rng.randrange(PEOPLE)}", at, rng.randrange(3)


if __name__ == "__main__":
    from bench.texts.printing import show

    show("batch", measure(int(sys.argv[1]) if sys.argv[1:] else COUNT))
