"""Rows as Markdown: printed, and kept in docs/benchmarks.md with the machine and the day beside each part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bench.machine import describe, table
from bench.texts import Row

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks of the engine that reads texts

`HUYING_BENCH_DATA=folder python -m bench.texts` runs all of this and writes this page; `python -m bench.texts.category` runs one part.
The data is public but has no licence to be passed on, so it is not here. Seeds stand in the code. Beside each figure: what the plan
asks for, and what a plain method reaches on the same split on the same machine ("–": none is named). A figure that misses its aim stands here as it is.
"""
COLUMNS = ["task", "what", "measured", "aim", "plain method", "note"]


def show(part: str, rows: Sequence[Row]) -> str:
    """Print a part and return it."""
    section = f"## {part}\n\n{describe()}\n\n{_table(rows)}\n"
    print(section, flush=True)
    return section


def keep(sections: dict[str, str], page: Path = PAGE) -> None:
    """Write these parts into the page; the others stay as they are, all in order of their names."""
    old = page.read_text("utf-8") if page.exists() else ""
    kept = {
        match[1]: f"{match[0].strip()}\n"
        for match in re.finditer(r"^## (\S+)\n.*?(?=^## |\Z)", old, re.M | re.S)
    }
    both = {**kept, **sections}
    page.write_text("\n".join([HEAD, *(both[part] for part in sorted(both))]), "utf-8")


def _table(rows: Sequence[Row]) -> str:
    return table(
        COLUMNS, [[row.task, row.what, row.value, row.aim, row.baseline, row.note] for row in rows]
    )
