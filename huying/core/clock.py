"""The one clock: what time it is, for acts. The demo replays two years by pretending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_pretended: ContextVar[dt.datetime | None] = ContextVar("pretended", default=None)


def now() -> dt.datetime:
    """The present moment, with its zone."""
    return _pretended.get() or timezone.now()


def today() -> dt.date:
    """The present day in the town's zone."""
    return timezone.localdate(now())


def day_of(at: dt.datetime) -> dt.date:
    """The day in the town's zone on which `at` fell."""
    return timezone.localdate(at)


@contextmanager
def pretend(at: dt.datetime) -> Iterator[None]:
    """Within this block it is `at` (demo and tests only; never in a page)."""
    token = _pretended.set(at)
    try:
        yield
    finally:
        _pretended.reset(token)
