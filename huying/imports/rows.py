"""Reading rows: what can be taken, what is wrong with the others, and what a person has to be asked."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.sheets import Row, Value, parse_when
from huying.imports.columns import Column, chosen

EXCERPT = 40


class Good(Protocol):
    """A row that can be taken. notes: what a person should know about it."""

    number: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be taken. header: its column; value: how it begins."""

    header: str
    value: str
    reason: str


@dataclass(frozen=True)
class Bad:
    """A row that cannot be taken, with every cell that is wrong, and all its values."""

    number: int
    faults: tuple[Fault, ...]
    values: tuple[Value, ...] = field(repr=False)


@dataclass(frozen=True)
class Question:
    """What only a person can say before a table comes in.

    sort: check (said "1" or nothing), day (a date), or choice, of `choices`.
    """

    key: str
    label: str | Promise
    help: str | Promise = ""
    sort: str = "check"
    choices: tuple[tuple[str, str | Promise], ...] = ()


class Reader(ABC):
    """Reads rows by a mapping (key → header)."""

    columns: tuple[Column, ...]

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
        self.mapping = chosen(self.columns, headers, mapping)
        self.index = {key: headers.index(header) for key, header in self.mapping.items()}
        self.now = clock.now()

    def read(self, row: Row) -> Good | Bad:
        """What a row holds, or what is wrong with it."""
        said: dict[str, Any] = {"notes": list(row.notes)}
        faults: list[Fault] = []
        for key in (column.key for column in self.columns if column.key in self.index):
            try:
                said[key] = self.cell(key, row.values[self.index[key]])
            except HuyingError as error:
                faults.append(self._fault(key, row, error))
        if not faults:
            found = self.good(row.number, said)
            if not isinstance(found, list):
                return found
            faults = [self._fault(error.field, row, error) for error in found]
        return Bad(row.number, tuple(faults), row.values)

    def _fault(self, key: str, row: Row, error: HuyingError) -> Fault:
        if key not in self.index:
            label = next((str(one.label) for one in self.columns if one.key == key), key)
            return Fault(label, "", str(error))
        value = text_of(row.values[self.index[key]])
        return Fault(self.mapping[key], value[:EXCERPT], str(error))

    @abstractmethod
    def cell(self, key: str, value: Value) -> Any:
        """What a cell says. Raises HuyingError where it cannot be."""

    @abstractmethod
    def good(self, number: int, said: dict[str, Any]) -> Good | list[HuyingError]:
        """What the cells say together, or why they cannot be together (field: the key of a column)."""

    def questions(self) -> list[Question]:
        """What has to be asked about the rows that were read."""
        return []

    def when(self, value: Value) -> dt.datetime | None:
        """A moment that has passed; None for an empty cell. Raises HuyingError."""
        if value == "":
            return None
        when = parse_when(value)
        if when > self.now:
            raise HuyingError(_("这个时间还没到，请核对。"))
        return when


def text_of(value: Value) -> str:
    """A cell as text."""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M" if value.time() != dt.time() else "%Y-%m-%d")
    return value
