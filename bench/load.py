"""An open-loop load: requests arrive by the clock, whether or not earlier ones were answered."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Result:
    """seconds: from the planned arrival to the last byte, of every answer. failed: other than 2xx or 3xx.

    resent: what was sent again because the line broke before its answer.
    """

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    resent: int = 0
    bodies: list[bytes] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Milliseconds under which this share of the answers came."""
        if not self.seconds:
            return float("nan")
        if len(self.seconds) == 1:
            return self.seconds[0] * 1000
        return (
            statistics.quantiles(self.seconds, n=1000, method="inclusive")[int(share * 1000) - 1]
            * 1000
        )


class Client:
    """Keep-alive connections to one server, as many as are needed at once, taken in turn.

    Each belongs to one of the server's workers. Arrivals are different people: always the connection
    that was used last would keep most of them on one worker.
    """

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname, parts.port
        self.idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """One request on an idle connection or a new one. Returns the status and the body."""
        if self.idle:
            reader, writer = self.idle.popleft()
        else:
            reader, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if "content-length:" in head:
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            body = await reader.readexactly(length)
        else:
            body = b""
            while True:
                size = int((await reader.readline()).strip() or b"0", 16)
                body += (await reader.readexactly(size + 2))[:-2]
                if size == 0:
                    break
        self.idle.append((reader, writer))
        return int(head.split(" ", 2)[1]), body


async def arrive(
    client: Client, requests: list[bytes], rate: float, *, keep: bool = False, tries: int = 1
) -> Result:
    """Send `requests` at `rate` a second, each at its own time.

    tries: how often one is sent where the line breaks before its answer, as a phone's draft is.
    """
    result = Result()
    begin = time.perf_counter()

    async def one(number: int, request: bytes) -> None:
        planned = begin + number / rate
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        for left in reversed(range(tries)):
            try:
                status, body = await client.send(request)
                break
            except (OSError, asyncio.IncompleteReadError, ValueError):
                if not left:
                    result.failed += 1
                    return
                result.resent += 1
        result.seconds.append(time.perf_counter() - planned)
        result.failed += status >= 400
        if keep:
            result.bodies.append(body)

    await asyncio.gather(*(one(number, request) for number, request in enumerate(requests)))
    return result


def get(path: str, cookie: str = "") -> bytes:
    """A GET request."""
    cookie_line = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{cookie_line}"
        "Connection: keep-alive\r\n\r\n"
    ).encode()
