"""Pages under load: queries a page, p95 at 100 requests/s arriving, requests/s at 32 connections beside the floor.

p50 to p99 are of pages that nobody looked at before. requests/s: all for the same page, which strangers
are served as it was kept for some seconds, a signed-in reader as long as nothing has changed; made anew:
each for another address.

    python -m bench.generate 100000 && python -m bench.pages
    python -m bench.pages count        only the queries, for towns of other sizes
    python -m bench.pages "unit's desk" …   only these pages

Needs wrk (apt-get install wrk). Uses the database that the settings name, with the town of bench.generate.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import django

from bench.load import Client, arrive, get
from bench.machine import describe, table

PORT = 8971
BASE = f"http://127.0.0.1:{PORT}"
RATE, SECONDS = 100, 15


def main() -> None:
    django.setup()
    from django.db import connection

    pages = plan()
    if wanted := set(sys.argv[1:]) & set(pages):
        pages = {name: page for name, page in pages.items() if name in wanted}
    counts = {name: queries(path, user) for name, (path, user) in pages.items()}
    if sys.argv[1:] == ["count"]:
        print(f"{describe()} · {connection.vendor} · {voices():,} voices")
        print(table(["page", "queries"], [list(row) for row in counts.items()]))
        return
    connection.close()
    server = serve()
    try:
        cookies = {user: sign_in(user) for user in {user for _path, user in pages.values()} if user}
        floor = wrk("/floor/", "")
        rows = []
        for name, (path, user) in pages.items():
            cookie = cookies.get(user, "")
            result = asyncio.run(load(path, cookie))
            rate, anew = wrk(path, cookie), wrk(path, cookie, "-s", "bench/fresh.lua")
            size = weight(path, cookie)
            rows.append(
                [
                    name, counts[name], f"{result.percentile(0.5):.0f}", f"{result.percentile(0.95):.0f}",
                    f"{result.percentile(0.99):.0f}", result.failed, f"{rate:.0f}",
                    f"{rate / floor:.2f}", f"{anew:.0f}", f"{anew / floor:.2f}", f"{size / 1024:.1f}",
                ]
            )  # fmt: skip
        memory = resident(server.pid)
    finally:
        server.terminate()
        server.wait()
    print(
        f"\n{describe()} · {connection.vendor} · {voices():,} voices · granian 2 workers × 2 threads"
    )
    print(f"floor (one query): {floor:.0f} requests/s at 32 connections · memory {memory} MiB\n")
    head = [
        "page",
        "queries",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "failed",
        "requests/s",
        "of floor",
        "made anew",
        "of floor",
        "gzip KiB",
    ]
    print(table(head, rows))


def voices() -> int:
    from huying.voices.models import Voice

    return Voice._base_manager.count()


def plan() -> dict[str, tuple[str, str]]:
    """name → (path, account or '')."""
    from huying.handling.models import Case
    from huying.voices.models import Matter

    public = Matter._base_manager.filter(town__slug="bench", public=True, state="closed").latest(
        "id"
    )
    new = Matter._base_manager.filter(town__slug="bench", state="new").latest("id")
    case = Case._base_manager.filter(town__slug="bench").latest("id")
    return {
        "public register": ("/bench/register/", ""),
        "register, page 2 of a filter": ("/bench/register/?category=water.leak&state=closed", ""),
        "register, search 漏水": ("/bench/register/?q=%E6%BC%8F%E6%B0%B4", ""),
        "register, search 补贴没到账": (
            "/bench/register/?q=%E8%A1%A5%E8%B4%B4%E6%B2%A1%E5%88%B0%E8%B4%A6",
            "",
        ),
        "a matter's page": (f"/bench/register/{public.pk}/", ""),
        "say page": ("/bench/say/", ""),
        "triage queue": ("/bench/staff/", "bench-staff"),
        "triage, one matter": (f"/bench/staff/m/{new.pk}/", "bench-staff"),
        "unit's desk": ("/bench/unit/?tab=handling", "bench-clerk"),
        "office's desk": ("/bench/office/?tab=at_units", "bench-office"),
        "a case": (f"/bench/cases/{case.pk}/", "bench-office"),
    }


def queries(path: str, user: str) -> int:
    """How many queries the page takes."""
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    from huying.town.models import Account
    from huying.web import kept

    kept.SECONDS = kept.OWN_SECONDS = -1
    browser = Browser(headers={"host": "localhost"})
    if user:
        browser.force_login(
            Account.objects.get(username=user),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = browser.get(path)
    if answer.status_code != 200:
        sys.exit(f"{path}: {answer.status_code}")
    return len(caught)


def serve() -> subprocess.Popen:
    """The server as bin/run starts it, with the floor beside it."""
    granian = Path(sys.executable).with_name("granian")
    server = subprocess.Popen(
        [granian, "--interface", "wsgi", "--port", str(PORT), "--workers", "2", "--blocking-threads", "2",
         "--backlog", "1024", "--no-ws", "--log-level", "error", "bench.wsgi:application"],
        env={**os.environ, "LOG_LEVEL": "ERROR"},
    )  # fmt: skip
    for _each in range(600):
        try:
            urllib.request.urlopen(f"{BASE}/floor/").read()
            return server
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not start")


def sign_in(user: str) -> str:
    """A session cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from huying.town.models import Account

    account = Account.objects.get(username=user)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"hy_session={session.session_key}"


async def load(path: str, cookie: str):
    client = Client(BASE)
    await arrive(client, [get(path, cookie)] * RATE, RATE)
    # Each for another address: what is measured is a page that nobody looked at before.
    sign = "&" if "?" in path else "?"
    anew = [get(f"{path}{sign}m={number}", cookie) for number in range(RATE * SECONDS)]
    return await arrive(client, anew, RATE)


def wrk(path: str, cookie: str, *more: str) -> float:
    """Requests/s at 32 connections, as fast as they are answered."""
    said = subprocess.run(
        ["wrk", "-t1", "-c32", "-d6s", "-H", "Accept-Encoding: gzip", "-H", f"Cookie: {cookie}", *more,
         BASE + path],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in said:
        print(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def weight(path: str, cookie: str) -> int:
    """Bytes of the page over the wire."""
    request = urllib.request.Request(
        BASE + path, headers={"Accept-Encoding": "gzip", "Cookie": cookie}
    )
    return len(urllib.request.urlopen(request).read())


def resident(pid: int) -> int:
    """MiB that the server and its workers hold together."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        text = status.read_text()
        if re.search(rf"^(Pid|PPid):\s+{pid}$", text, re.M) and "VmRSS" in text:
            total += int(re.search(r"VmRSS:\s+(\d+)", text).group(1))
    return total // 1024


if __name__ == "__main__":
    main()
