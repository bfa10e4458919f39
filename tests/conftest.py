"""For all tests: the database that is asked for, a data folder of their own, no network but loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from huying.core.models import Town
from huying.core.tenancy import in_town
from huying.rulebook import queries as rulebook
from huying.web import kept, pages
from tests.factories import make_town

LOOPBACK = ("127.", "::1", "localhost")
_connect = socket.socket.connect


def _guarded(self: socket.socket, address: Any) -> None:
    """Connect to loopback and to local sockets only."""
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(
        LOOPBACK
    ):
        raise OSError(f"tests do not reach the network: {address}")
    _connect(self, address)


socket.socket.connect = _guarded  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _fresh_state() -> Iterator[None]:
    rulebook.forget()
    cache.clear()
    with translation.override("zh-hans"):
        yield
    rulebook.forget()


@pytest.fixture(autouse=True)
def _nothing_kept_for_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a process keeps for seconds would carry one test's pages and towns into the next.
    monkeypatch.setattr(pages, "TOWN_SECONDS", -1)
    monkeypatch.setattr(kept, "SECONDS", -1)
    monkeypatch.setattr(kept, "OWN_SECONDS", -1)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.HUYING_FILES = tmp_path / "files"
    settings.HUYING_TWINS = tmp_path / "twins"


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """高都镇, in whose scope the test runs."""
    town = make_town()
    with in_town(town):
        yield town
