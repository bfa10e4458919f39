"""Pages of suggestions under load, and what the year's sums take, with a county's suggestions of ten years.

    python -m bench.generate_suggestions 100 1000 50000 && python -m bench.suggestions
    python -m bench.suggestions count        only the queries of each page, in the small and the large county
    python -m bench.suggestions sums         only the meeting, the reports and the county's sums
    python -m bench.suggestions "public list" …   only these pages
    python -m bench.suggestions rate=20 …    so many requests a second, on a machine that others use, too

Uses the database that the settings name. RATE requests a second arrive by the clock, each for an address that
nobody had looked at before; what reads a whole year comes at SLOW a second.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
from django.urls import NoReverseMatch, reverse

from bench import pages
from bench.generate_suggestions import slug
from bench.load import Client, arrive, get
from bench.machine import describe, table
from bench.suggestion_texts import COMMON, RARE

RATE, SLOW, SECONDS, WARM = 100, 2, 15, 60
STAFF_TABS = (
    "filed", "accepted", "with_units", "overdue", "requests", "answered", "further", "over", "all",
)  # fmt: skip
_missing: set[str] = set()
# Name → (URL name, query, whose account).
LISTS: dict[str, tuple[str, str, str]] = {
    "public list": ("suggestions", "", ""),
    "public list, a category": ("suggestions", "?category=roads.lights", ""),
    f"search {COMMON}": ("suggestions", f"?q={quote(COMMON)}", ""),
    f"search {RARE}": ("suggestions", f"?q={quote(RARE)}", ""),
    **{
        f"deputy: voters, {tab}": ("deputy-desk", f"?tab={tab}", "deputy")
        for tab in ("mine", "suggestion", "town")
    },
    **{
        f"deputy: suggestions, {tab}": ("deputy-suggestions", f"?tab={tab}", "deputy")
        for tab in ("writing", "mine", "cosigned", "all")
    },
    "deputy: asked to co-sign": ("deputy-asked", "", "deputy"),
    "deputy: to judge and confirm": ("deputy-waiting", "", "deputy"),
    **{
        f"congress's desk, {tab}": ("suggestions-desk", f"?tab={tab}", "staff")
        for tab in STAFF_TABS
    },
    f"congress's desk, search {COMMON}": (
        "suggestions-desk", f"?tab=all&q={quote(COMMON)}", "staff"),
    "meetings": ("meetings", "", "staff"),
    **{
        f"unit's desk, {tab}": ("unit-desk", f"?tab={tab}", "clerk")
        for tab in ("waiting", "handling", "signing", "opinions", "promises", "judged")
    },
}  # fmt: skip


def main() -> None:
    django.setup()
    from django.db import connection

    found = sizes()
    if not found:
        sys.exit("python -m bench.generate_suggestions first")
    print(
        f"{describe()} · {connection.vendor} · counties of {', '.join(f'{n:,}' for n in found)}\n"
    )
    rates = [int(word[5:]) for word in sys.argv[1:] if word.startswith("rate=")]
    words = [word for word in sys.argv[1:] if not word.startswith("rate=")]
    if words == ["count"]:
        count(found)
    elif words == ["sums"]:
        sums(found[-1])
    else:
        measure(found[-1], set(words), rates[0] if rates else RATE)
        if not words:
            print()
            sums(found[-1])


def sizes() -> list[int]:
    """The counties of bench.generate_suggestions, the smallest first."""
    from huying.core.models import Town

    slugs = Town.objects.filter(slug__regex=r"^s\d+-01$").values_list("slug", flat=True)
    return sorted(int(one[1:-3]) for one in slugs)


def plan(size: int) -> dict[str, tuple[str, str, bool]]:
    """Name → (path, account or '', whether it reads a whole year), of the county's largest town."""
    town = slug(size, 0)
    year = dt.date.today().year
    rows = [
        *((name, url, [town], query, role, False) for name, (url, query, role) in LISTS.items()),
        *((name, url, [town, key], "", role, False) for name, url, key, role in things(town)),
        ("the year's report", "report-year", [town, year], "", "", True),
        ("the year's ledger, in chunks of 500", "report-ledger", [town, year], "", "staff", True),
        ("the county's towns", "county-suggestions", [], "", "county", True),
    ]  # fmt: skip
    found: dict[str, tuple[str, str, bool]] = {}
    for name, url, words, query, role, slow in rows:
        try:
            found[name] = (reverse(url, args=words) + query, role and f"{town}-{role}", slow)
        except NoReverseMatch:
            if url not in _missing:
                print(f"{url}: not in this checkout")
            _missing.add(url)
    return found


def things(town: str) -> list[tuple[str, str, int, str]]:
    """One suggestion and one case, as different readers look at them: (name, URL name, key, role)."""
    from huying.handling.models import Case
    from huying.suggestions.models import Suggestion

    mine = Suggestion._base_manager.filter(town__slug=town).order_by("-id")
    answered = mine.filter(state="answered", cosigners__isnull=False)[:1].get().pk
    filed = mine.filter(state="filed")[:1].get().pk
    case = Case._base_manager.filter(
        town__slug=town, state="handling", lead__holding__account__username=f"{town}-clerk"
    ).order_by("-id")  # fmt: skip
    rows = [
        ("a suggestion", "suggestion", answered, ""),
        ("a suggestion, its deputy", "suggestion", answered, "deputy"),
        ("a suggestion, the congress", "suggestion", answered, "staff"),
        ("one to examine", "suggestion", filed, "staff"),
    ]
    return [*rows, *(("a unit's case", "case", one.pk, "clerk") for one in case[:1])]


def count(found: list[int]) -> None:
    """The queries of each page, a column for each county."""
    plans = [plan(size) for size in found]
    rows = []
    for name in plans[-1]:
        counts = [
            # Twice: what a process keeps for some seconds may run out in between.
            min(pages.queries(*one[name][:2]) for _each in range(2)) if name in one else "–"
            for one in plans
        ]
        rows.append([name, *counts, "yes" if len(set(counts) - {"–"}) == 1 else "NO"])
    print(table(["queries", *(f"{size:,}" for size in found), "the same"], rows))


def measure(size: int, wanted: set[str], rate: int) -> None:
    """Each page under an open-loop load."""
    from django.db import connection

    planned = plan(size)
    if unknown := wanted - set(planned):
        sys.exit(f"no such page: {', '.join(unknown)}")
    planned = {name: one for name, one in planned.items() if not wanted or name in wanted}
    counts = {name: pages.queries(path, user) for name, (path, user, _slow) in planned.items()}
    connection.close()
    server = pages.serve()
    try:
        users = {user for _path, user, _slow in planned.values() if user}
        cookies = {user: pages.sign_in(user) for user in users}
        rows = [
            row(name, counts[name], path, cookies.get(user, ""), SLOW if slow else rate)
            for name, (path, user, slow) in planned.items()
        ]
        memory = pages.resident(server.pid)
    finally:
        server.terminate()
        server.wait()
    print(f"{size:,} suggestions · granian 2 workers × 2 threads · memory {memory} MiB\n")
    head = ["page", "queries", "requests/s", "p50 ms", "p95 ms", "max ms", "failed", "gzip KiB"]
    print(table(head, rows))


def row(name: str, queries: int, path: str, cookie: str, rate: int) -> list[object]:
    """A page's line of the table."""
    result = asyncio.run(load(path, cookie, rate))
    print(f"  {name}: p95 {result.percentile(0.95):.0f} ms", file=sys.stderr, flush=True)
    return [
        name, queries, rate, f"{result.percentile(0.5):.0f}", f"{result.percentile(0.95):.0f}",
        f"{max(result.seconds) * 1000:.0f}", result.failed, f"{pages.weight(path, cookie) / 1024:.1f}",
    ]  # fmt: skip


async def load(path: str, cookie: str, rate: int) -> Any:
    client = Client(pages.BASE)
    await arrive(client, [get(path, cookie)] * min(rate, WARM), rate)
    sign = "&" if "?" in path else "?"
    return await arrive(
        client, [get(f"{path}{sign}m={number}", cookie) for number in range(rate * SECONDS)], rate
    )


def sums(size: int) -> None:
    """Seconds and queries of what reads or writes much at once; nothing of it is kept."""
    from huying.core.models import Town
    from huying.core.tenancy import across_towns, in_town
    from huying.records import report, suggestions
    from huying.suggestions.models import Suggestion

    town = Town.objects.get(slug=slug(size, 0))
    county = list(Town.objects.filter(county_code=town.county_code).order_by("name"))
    rows: list[list[object]] = []
    with in_town(town):
        year = suggestions.years()[0]
        waiting = Suggestion.objects.filter(state="accepted").count()
        taken = suggestions.taken_in(year).count()
        rows.append(
            timed(f"a meeting of {waiting} that wait, with proposals", lambda: prepare(town))
        )
        rows.append(
            timed(
                f"a town's figures of {year} ({taken:,})",
                lambda: suggestions.year_figures(town, year),
            )
        )
        rows.append(timed("its report, drafted", lambda: report.draft(town, year)))
        rows.append(timed("its ledger as XLSX", lambda: write_ledger(town, year)))
    with across_towns():
        rows.append(timed("the county's years", lambda: suggestions.years(county)))
        rows.append(
            timed(f"the figures of {len(county)} towns", lambda: suggestions.town_figures(county, year))
        )  # fmt: skip
    print(table(["at once", "seconds", "queries"], rows))


def prepare(town: Any) -> None:
    """A meeting with everything that waits, undone at once."""
    from django.db import transaction

    from huying.core import clock
    from huying.core.permissions import system_actor
    from huying.handling.suggestions import meetings

    with transaction.atomic():
        meetings.prepare(town=town, by=system_actor(town.pk), title="交办会", held_on=clock.today())
        transaction.set_rollback(True)


def write_ledger(town: Any, year: int) -> None:
    from huying.core.sheet_writing import write_sheet
    from huying.records import ledger_sheet

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        write_sheet(path, ledger_sheet.COLUMNS, ledger_sheet.rows(town, year))


def timed(name: str, work: Callable[[], object]) -> list[object]:
    """A line: what, how long without and how many queries with the counting."""
    with counted() as queries:
        work()
    start = time.perf_counter()
    work()
    return [name, f"{time.perf_counter() - start:.2f}", len(queries)]


@contextmanager
def counted() -> Iterator[Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        yield caught


if __name__ == "__main__":
    main()
