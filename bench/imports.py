"""Bringing in a table of voices: how long checking and writing take, and how much memory.

    python -m bench.imports [rows] [csv|xlsx]

Writes into the database that the settings name, into the town of bench.generate, and undoes nothing.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from bench.generate import MORE, WHERE, WORDS, make_town
from bench.machine import describe

HEADERS = ("编号", "时间", "姓名", "联系电话", "所在村", "地点", "标题", "诉求内容", "类别", "来源")
DATES = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d")
BAD_EVERY = 1000


def main(count: int, ending: str) -> None:
    django.setup()
    from django.db import connection

    from huying.core.permissions import system_actor
    from huying.core.sheets import open_sheet, write_sheet
    from huying.core.tenancy import in_town
    from huying.imports import actions
    from huying.voices.imports import VOICES
    from huying.voices.models import Voice

    town = make_town()
    before = Voice._base_manager.count()
    with TemporaryDirectory() as folder, in_town(town):
        path = Path(folder) / f"voices.{ending}"
        write_sheet(path, HEADERS, rows(count))
        size = path.stat().st_size / 2**20
        start = time.perf_counter()
        sheet = open_sheet(path)
        checked = actions.check(
            VOICES, town=town, sheet=sheet, mapping=VOICES.guess(sheet.headers), keep=True
        )
        read = time.perf_counter()
        batch, _new = actions.bring_in(
            town=town, by=system_actor(town.pk), checked=checked, token=uuid.uuid4().hex,
            filename=path.name, only_good=True,
        )  # fmt: skip
        done = time.perf_counter()
    made = Voice._base_manager.count() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{describe()} · {connection.vendor} · {before:,} voices before")
    print(
        f"{count:,} rows of {ending} ({size:.0f} MiB): {batch.rows:,} good, {batch.skipped:,} bad; "
        f"checked in {read - start:.1f} s, written in {done - read:.1f} s, "
        f"{done - start:.1f} s in all; memory at most {memory:.0f} MiB"
    )
    if (made, made + batch.skipped) != (batch.rows, count):
        sys.exit("lost or doubled")


def rows(count: int):
    """Rows as a hotline would export them; every BAD_EVERY-th has a date that nobody can read."""
    rng = random.Random(7)
    last = dt.datetime(2026, 6, 30, 18)
    for number in range(count):
        category = rng.choice(list(WORDS))
        at = last - dt.timedelta(minutes=rng.randrange(2 * 365 * 24 * 60))
        words = rng.choice(WORDS[category])
        said = f"{rng.choice(WHERE)}{words}，{rng.choice(MORE)}。" * rng.randint(1, 8)
        when = (
            "哪天记不清" if number % BAD_EVERY == BAD_EVERY - 1 else at.strftime(DATES[number % 5])
        )
        yield (
            f"GD{number:06d}", when, "张某某", f"199{number % 10**8:08d}", rng.choice(("南社村", "任庄村")),
            rng.choice(WHERE), words, said, "", rng.choice(("电话", "网站", "来访")),
        )  # fmt: skip


if __name__ == "__main__":
    args = sys.argv[1:]
    main(int(args[0]) if args else 100_000, args[1] if args[1:] else "csv")
