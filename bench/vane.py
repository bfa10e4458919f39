"""The wind vane of a large town: how long it takes to count, and to show, and with how many queries.

    python -m bench.generate 100000 && python -m bench.vane

Uses the town of bench.generate on the database that the settings name. Each number is the median of RUNS, counted
anew: nothing is taken from what the page keeps. On a busy machine the CPU's milliseconds say more (with SQLite, the
database's work is in them). Verdicts and "me too"s are added once, of known number, for
bench.generate writes none.
"""

from __future__ import annotations

import random
import statistics
import time

import django

from bench.machine import describe, table

RUNS = 5
# One voice in so many has a "me too" and a verdict.
EVERY = 3


def main() -> None:
    """Fill in what is missing, then measure and print."""
    django.setup()
    from django.db import connection
    from django.test import RequestFactory

    from huying.core.models import Town
    from huying.core.tenancy import in_town
    from huying.records.vane import counting, lists, periods
    from huying.records.vane.counting import Wanted
    from huying.town.models import Division
    from huying.voices.models import Support, Voice
    from huying.web.paging import keyset

    asked = RequestFactory().get("/")
    town = Town.objects.get(slug="bench")
    rows: list[list[object]] = []
    with in_town(town):
        fill(town)
        village = Division.objects.order_by("pk")[0].pk
        wanted = {
            "counted: four weeks": Wanted(periods.period("4w")),
            "counted: twelve weeks": Wanted(periods.period("12w")),
            "counted: a year": Wanted(periods.period("year")),
            "counted: a year, one village": Wanted(periods.period("year"), village),
            "counted: a year, one category": Wanted(periods.period("year"), None, "water.leak"),
        }
        for name, one in wanted.items():
            rows.append([name, *measured(lambda one=one: counting.count(town, one))])
        year = wanted["counted: a year"]
        for what in ("people", "final-against", "late", "overdue"):
            rows.append(
                [
                    f"first page of a list: {what}",
                    *measured(lambda what=what: keyset(asked, lists.behind(town, year, what))),
                ]
            )  # fmt: skip
        people = f"{Voice.objects.count():,} voices, {Support.objects.count():,} me-toos"
    rows.append(["the page, counted anew", *measured(page)])
    print(f"{describe()} · {connection.vendor} · {people}\n")
    print(table(["", "ms", "ms of CPU here", "queries"], rows))


def measured(work) -> tuple[str, str, int]:
    """Milliseconds, milliseconds of this process's own work (medians of RUNS), queries."""
    from django.db import connection

    queries: list[str] = []

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    took, worked = [], []
    for _each in range(RUNS):
        start, began = time.perf_counter(), time.process_time()
        work()
        took.append(time.perf_counter() - start)
        worked.append(time.process_time() - began)
    return (
        f"{1000 * statistics.median(took):.0f}",
        f"{1000 * statistics.median(worked):.0f}",
        len(queries),
    )


def page() -> None:
    """The page as a resident asks for it, with nothing kept."""
    from django.core.cache import cache
    from django.test import Client

    from huying.web import kept

    kept.SECONDS = -1
    cache.clear()
    answer = Client(headers={"host": "localhost"}).get("/bench/vane/?period=year")
    assert answer.status_code == 200, answer.status_code


def fill(town) -> None:
    """Me-toos and verdicts for one matter in EVERY, once."""
    from huying.core import codes
    from huying.handling.models import Verdict
    from huying.voices.models import Support, Voice

    if Support.objects.exists():
        return
    rng = random.Random(4)
    voices = list(Voice.objects.order_by("pk").values_list("pk", "matter_id", "said_at"))[::EVERY]
    Support.objects.bulk_create(
        [
            Support(
                town=town, matter_id=matter, token=codes.new_token(), client_key=f"bench-{pk}", created_at=at,
            )
            for pk, matter, at in voices
        ], batch_size=2000,
    )  # fmt: skip
    grades = ("satisfied", "satisfied", "mostly_satisfied", "dissatisfied")
    judged = Voice.objects.filter(
        pk__in=[pk for pk, _matter, _at in voices[:30_000]],
        matter__state__in=("answered", "closed"),
    )
    Verdict.objects.bulk_create(
        [
            Verdict(
                town=town, matter_id=matter, voice_id=pk, round=1, grade=rng.choice(grades),
                solved=rng.random() < 0.7, at=at,
            )
            for pk, matter, at in judged.values_list("pk", "matter_id", "said_at")
        ], batch_size=2000,
    )  # fmt: skip


if __name__ == "__main__":
    main()
