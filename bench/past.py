"""Bringing in a ledger of past suggestions: how long checking, writing and undoing take.

    python -m bench.past [rows] [csv|xlsx]

Writes into the database that the settings name, into the town of bench.generate, and takes it back.
"""

from __future__ import annotations

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

HEADERS = (
    "届次", "编号", "案由", "内容", "具体建议", "领衔代表", "联名代表", "承办单位", "交办日期", "答复日期",
    "办理结果", "答复内容", "代表满意度",
)  # fmt: skip
RESULTS = ("已解决", "正在解决", "列入计划", "A", "留作参考")
GRADES = ("满意", "基本满意", "满意", "未反馈")
DEPUTIES = [f"代{chr(0x4E00 + n)}" for n in range(60)]
ANSWERS = {"term-9-starts": "1999-01-01", "deputies": "1", "public": "1"} | {
    f"session-9-{n}-{what}": f"{1999 + n}-0{month}-01"
    for n in range(1, 6)
    for what, month in (("opens", 2), ("closes", 3))
}


def main(count: int, ending: str) -> None:
    django.setup()
    from django.db import connection

    from huying.core.permissions import system_actor
    from huying.core.sheets import open_sheet, write_sheet
    from huying.core.tenancy import in_town
    from huying.handling.suggestions.past import PAST
    from huying.imports import actions
    from huying.town.models import Unit

    town = make_town()
    by = system_actor(town.pk)
    with TemporaryDirectory() as folder, in_town(town):
        path = Path(folder) / f"past.{ending}"
        write_sheet(path, HEADERS, rows(count, list(Unit.objects.values_list("name", flat=True))))
        start = time.perf_counter()
        sheet = open_sheet(path)
        checked = actions.check(
            PAST, town=town, sheet=sheet, mapping=PAST.guess(sheet.headers), answers=ANSWERS,
            keep=True,
        )  # fmt: skip
        read = time.perf_counter()
        batch, _new = actions.bring_in(
            town=town, by=by, checked=checked, token=uuid.uuid4().hex, filename=path.name,
            only_good=True,
        )  # fmt: skip
        done = time.perf_counter()
        undone = actions.undo(batch=batch, by=by)
        back = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{describe()} · {connection.vendor}")
    print(
        f"{count:,} rows of {ending}: {batch.rows:,} good, {batch.skipped:,} bad; "
        f"checked in {read - start:.1f} s, written in {done - read:.1f} s, "
        f"{count / (done - start):,.0f} rows/s in all; undone in {back - done:.1f} s; "
        f"memory at most {memory:.0f} MiB"
    )
    if undone != batch.rows or batch.rows + batch.skipped != count:
        sys.exit("lost or doubled")


def rows(count: int, units: list[str]):
    """Rows as a town's ledgers of five years hold them."""
    rng = random.Random(7)
    for number in range(count):
        session = number % 5 + 1
        words = rng.choice(WORDS[rng.choice(list(WORDS))])
        said = f"{rng.choice(WHERE)}{words}，{rng.choice(MORE)}。" * rng.randint(1, 8)
        day = f"{1999 + session}-03-{rng.randint(1, 28):02d}"
        yield (
            f"九届{session}次", number // 5 + 1, f"关于{words}的建议（{number}）", said, f"请{words}。",
            rng.choice(DEPUTIES), "、".join(rng.sample(DEPUTIES, 3)), rng.choice(units), day,
            day.replace("-03-", "-05-"), rng.choice(RESULTS), said, rng.choice(GRADES),
        )  # fmt: skip


if __name__ == "__main__":
    args = sys.argv[1:]
    main(int(args[0]) if args else 10_000, args[1] if args[1:] else "csv")
