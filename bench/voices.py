"""Voices arriving by the clock: 200 a second for a minute, then counted. None lost, none doubled.

    python -m bench.voices [rate] [seconds]

Every tenth is sent twice, as a phone on a bad line would. Uses the town of bench.generate.
"""

from __future__ import annotations

import asyncio
import os
import sys
import urllib.parse
import uuid

import django

from bench.load import Client, arrive
from bench.machine import describe
from bench.pages import BASE, resident, serve
from tests.sites import say_form


def main(rate: int, seconds: int) -> None:
    os.environ["HUYING_RATE_FACTOR"] = "100000"
    django.setup()
    from django.db import connection

    from huying.core.models import Event
    from huying.voices.models import Matter, Voice

    server = serve()
    try:
        cookie, token = say_form(f"{BASE}/bench/say/")
        keys = [uuid.uuid4().hex for _each in range(rate * seconds)]
        sent = [key for number, key in enumerate(keys) for key in [key] * (1 + (number % 10 == 0))]
        before = (Voice._base_manager.count(), Event._base_manager.filter(kind="voice").count())
        result = asyncio.run(
            arrive(
                Client(BASE),
                [post(key, cookie, token) for key in sent],
                rate * len(sent) / len(keys),
                tries=3,
            )
        )
        memory = resident(server.pid)
    finally:
        server.terminate()
        server.wait()
    made = Voice._base_manager.filter(client_key__in=keys[:500]).count()
    voices = Voice._base_manager.count() - before[0]
    events = Event._base_manager.filter(kind="voice").count() - before[1]
    assert Matter._base_manager.exists()
    print(f"{describe()} · {connection.vendor}")
    print(
        f"{len(keys):,} voices at {rate}/s for {seconds} s, {len(sent) - len(keys):,} of them sent twice: "
        f"{voices:,} in the database, {events:,} in the ledger, {result.resent} sent again after a broken line, {result.failed} failed; "
        f"p50 {result.percentile(0.5):.0f} ms, p95 {result.percentile(0.95):.0f} ms, memory {memory} MiB"
    )
    if voices != len(keys) or events != len(keys) or made != min(500, len(keys)):
        sys.exit("lost or doubled")


def post(key: str, cookie: str, token: str) -> bytes:
    """One voice, as the browser sends the form."""
    said = {
        "csrfmiddlewaretoken": token, "client_key": key, "kind": "problem",
        "text": f"村口水管漏水好几天了，请派人看看。{key[:6]}", "reach": "19900001234",
    }  # fmt: skip
    body = urllib.parse.urlencode(said).encode()
    head = (
        f"POST /bench/say/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nOrigin: http://localhost\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    rate, seconds = (int(word) for word in (sys.argv[1:3] or ("200", "60")))
    main(rate, seconds)
