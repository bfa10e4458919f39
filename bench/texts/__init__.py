"""What the engine that reads texts is worth, measured on real messages beside plain methods on the same split.

    HUYING_BENCH_DATA=folder python -m bench.texts [part …]

runs every part (or those named), prints, and writes docs/benchmarks.md. Each module here with a function
`measure() -> list[Row]` is a part and runs alone: `python -m bench.texts.category`. The data has no licence
to be passed on: it stays in its folder, and nothing of it is printed here but figures.
"""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, what is aimed at and what a plain method reaches on the same split."""

    task: str
    what: str
    value: str
    aim: str = "–"
    baseline: str = "–"
    note: str = ""


@dataclass(frozen=True)
class Hot:
    """A message of the pile in which topics were found by hand. at: as it was written down."""

    key: int
    user: str
    title: str
    body: str
    at: str
    likes: int
    dislikes: int


@dataclass(frozen=True)
class Member:
    """A message of a topic found by hand. core: whether it plainly belongs."""

    topic: str
    key: int
    core: bool


def folder() -> Path:
    """Where the data is. Exits with what to set where it is not."""
    path = Path(os.environ.get("HUYING_BENCH_DATA", ""))
    if "HUYING_BENCH_DATA" not in os.environ or not path.is_dir():
        sys.exit(
            "Set HUYING_BENCH_DATA to the folder that holds messages_labelled.csv and the rest."
        )
    return path


def labelled() -> tuple[list[str], list[str]]:
    """(texts, labels): 2,968 messages, each of one of seven classes."""
    rows = _rows("messages_labelled.csv")
    return [row["text"] for row in rows], [row["label"] for row in rows]


def hot() -> list[Hot]:
    """4,326 messages in the order of the file."""
    return [
        Hot(
            int(row["msg_id"]), row["user"], row["title"], row["body"], row["time"],
            int(row["likes"]), int(row["dislikes"]),
        )
        for row in _rows("messages_hot.csv")
    ]  # fmt: skip


def topic_members() -> list[Member]:
    """The topics found by hand among `hot`; not all that there are."""
    return [
        Member(row["topic"], int(row["msg_id"]), row["core"] == "1")
        for row in _rows("hot_topics_dev.csv")
    ]


def replied() -> list[tuple[str, str]]:
    """(message with its title, official reply), 2,816."""
    return [
        (f"{row['title']}\n{row['body']}", row["reply"]) for row in _rows("messages_replies.csv")
    ]


def _rows(name: str) -> list[dict[str, str]]:
    # Python's own limit of a cell holds for the whole process: it is put back for whoever reads next.
    before = csv.field_size_limit(1 << 24)
    try:
        with (folder() / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    finally:
        csv.field_size_limit(before)
