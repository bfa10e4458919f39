"""On what and when something was measured."""

from __future__ import annotations

import datetime as dt
import os
import platform
from pathlib import Path


def describe() -> str:
    """The machine and the date, for the head of every report."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 2**20
    return (
        f"{dt.datetime.now():%Y-%m-%d %H:%M} · {os.cpu_count()} cores {cpu} · {memory} GiB · "
        f"Python {platform.python_version()}"
    )


def table(head: list[str], rows: list[list[object]]) -> str:
    """A Markdown table."""
    lines = [" | ".join(head), " | ".join("---" for _each in head)]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)
