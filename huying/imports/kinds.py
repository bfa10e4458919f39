"""The kinds of things that tables bring in. Each is an object that its own room registers when it is ready."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from huying.core.models import Town
from huying.core.permissions import Actor
from huying.imports.columns import Column, guess
from huying.imports.models import ImportBatch
from huying.imports.rows import Reader


class Writer(ABC):
    """Writes what was read in chunks, inside the caller's transaction."""

    def __init__(self, town: Town, by: Actor, batch: ImportBatch) -> None:
        self.town, self.by, self.batch = town, by, batch

    @abstractmethod
    def chunk(self, rows: list[Any]) -> None:
        """Write so many rows, as `Kind.pack` gave them."""


class Kind(ABC):
    """One kind of thing. permission: who may bring it in and take it back.

    mark: sets the tokens of its files apart from those of other kinds. too_late: what to do instead of
    undoing when the time for that is over.
    """

    key: str
    label: str | Promise
    permission: str
    columns: tuple[Column, ...]
    mark: bytes = b""
    too_late: str | Promise

    def guess(self, headers: Sequence[str]) -> dict[str, str]:
        """Which column is which, by its name: key → header."""
        return guess(self.columns, headers)

    @abstractmethod
    def reader(
        self, town: Town, headers: Sequence[str], mapping: Mapping[str, str],
        answers: Mapping[str, str],
    ) -> Reader:  # fmt: skip
        """What reads its rows. Raises HuyingError for a wrong mapping."""

    @abstractmethod
    def pack(self, good: Any) -> Any:
        """A good row as JSON values."""

    @abstractmethod
    def writer(self, town: Town, by: Actor, batch: ImportBatch) -> Writer:
        """What writes packed rows."""

    @abstractmethod
    def left_of(self, batch: ImportBatch) -> QuerySet[Any]:
        """What stands of a batch; after undoing, what somebody had worked on."""

    @abstractmethod
    def untouched(self, batch: ImportBatch) -> QuerySet[Any]:
        """What of it nobody has worked on since."""

    @abstractmethod
    def take_back(self, things: list[Any], by: Actor) -> int:
        """Take back untouched things, in the caller's transaction. Returns how many; others stay."""

    @abstractmethod
    def tidy(self, batch: ImportBatch) -> None:
        """After taking back: what had been entered for the batch besides."""

    @abstractmethod
    def told(self, thing: Any) -> str:
        """A thing that stays, in a line."""


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Name a kind. Raises ValueError where its key is taken."""
    if kind.key in KINDS:
        raise ValueError(f"import kind {kind.key!r} is registered twice")
    KINDS[kind.key] = kind
