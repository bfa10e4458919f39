"""The index on disk: insert a message and ask for its twins in one step.

One SQLite file. It survives the death of its process at any moment, several processes may read while
one writes, and it holds salted hashes only. What it answers depends on what is in it, not on the
order in which that came.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from huying.analysis.twins.features import I64
from huying.analysis.twins.pile import (
    DEPTH,
    Pair,
    candidates,
    twins_among,
)
from huying.analysis.twins.sketch import Sketches, sketches

# What is written differently is not compared: a file of another number is to be built anew.
FORMAT = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message (key INTEGER PRIMARY KEY, place INTEGER, sketch BLOB);
CREATE TABLE IF NOT EXISTS drawer (drawer INTEGER, key INTEGER, PRIMARY KEY (drawer, key))
    WITHOUT ROWID;
"""
# The log is folded into the file every so many pages (64 MB), not at every twentieth message.
_PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
PRAGMA wal_autocheckpoint=16000;
PRAGMA cache_size=-65536;
PRAGMA mmap_size=8589934592;
"""
_IN_A_DRAWER = "SELECT * FROM (SELECT key FROM drawer WHERE drawer = ? ORDER BY key LIMIT ?)"
_SECONDS_TO_WAIT = 20


class OtherFormat(Exception):
    """The file was written by another version or with another salt; delete it and build it anew."""


@dataclass(frozen=True)
class Message:
    """key: the caller's own, growing with time; place: a code, "" unknown."""

    key: int
    text: str
    place: str = ""


@dataclass(frozen=True)
class Twin:
    """A message that says the same. score: 0 to 1. same_place: both places are known and equal."""

    key: int
    score: float
    same_place: bool


class TwinIndex:
    """Twins of messages, kept in the file `path`.

    salt: a secret of 16 bytes from elsewhere makes the hashes worthless to a thief of the file; without
    it one is drawn and kept in the file. Open one for each thread.
    """

    def __init__(self, path: str | Path, *, salt: bytes = b"", readonly: bool = False) -> None:
        self._db = sqlite3.connect(
            f"{Path(path).absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
            uri=True, timeout=_SECONDS_TO_WAIT, isolation_level=None,
        )  # fmt: skip
        if not readonly:
            self._db.executescript(_PRAGMAS + _TABLES)
        self._salt = self._agreed_salt(salt, readonly)

    def _agreed_salt(self, salt: bytes, readonly: bool) -> int:
        number = int.from_bytes(hashlib.sha256(b"twins" + salt).digest()[:8], "big")
        mark = hashlib.sha256(b"mark" + salt).hexdigest() if salt else ""
        if not readonly:
            own = number if salt else secrets.randbits(62)
            known = [("format", FORMAT), ("mark", mark), *([] if salt else [("salt", own)])]
            self._db.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", known)
        meta = dict(self._db.execute("SELECT name, value FROM meta"))
        if meta.get("format") != FORMAT or meta.get("mark") != mark:
            raise OtherFormat
        return number if salt else int(meta["salt"])

    def __enter__(self) -> TwinIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM message").fetchone()[0])

    def __contains__(self, key: int) -> bool:
        return bool(self._db.execute("SELECT 1 FROM message WHERE key = ?", [key]).fetchone())

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def ask(self, text: str, place: str = "", limit: int = 5) -> list[Twin]:
        """The messages that say the same as `text`, the most alike first, ties by key."""
        return self._ask(sketches([text], self._salt), _number(place), limit)

    def add(self, key: int, text: str, place: str = "", limit: int = 5) -> list[Twin]:
        """Put a message in (anew, if it is there) and get its twins, as `ask`, in one step."""
        sketch = sketches([text], self._salt)
        with _Transaction(self._db):
            self._remove(key)
            found = self._ask(sketch, _number(place), limit)
            self._insert([key], sketch, [_number(place)])
        return found

    def add_many(self, messages: Iterable[Message]) -> list[Pair]:
        """Put a pile in, all or none; the pairs of twins that at least one of them belongs to."""
        return self._put(messages, asking=True)

    def fill(self, messages: Iterable[Message]) -> None:
        """Put a pile in, all or none, and ask nothing: to build an index."""
        self._put(messages, asking=False)

    def _put(self, messages: Iterable[Message], *, asking: bool) -> list[Pair]:
        last = {message.key: message for message in messages}
        keys = sorted(last)
        if not keys:
            return []
        sketch = sketches([last[key].text for key in keys], self._salt)
        places = [_number(last[key].place) for key in keys]
        with _Transaction(self._db):
            for key in self._known(keys):
                self._remove(key)
            found = self._pairs(keys, sketch, places) if asking else []
            self._insert(keys, sketch, places)
        return found

    def remove(self, key: int) -> None:
        """Forget a message; nothing of it stays behind."""
        with _Transaction(self._db):
            self._remove(key)

    def pairs_of(self, keys: Iterable[int]) -> list[Pair]:
        """The pairs of twins that at least one of `keys`, which are in the index, belongs to."""
        mine, places, sketch = self._read(sorted(set(keys)))
        return self._pairs(mine.tolist(), sketch, places.tolist()) if len(mine) else []

    @property
    def mark(self) -> str:
        """How far the caller has come with what it puts in; the caller's own words, "" at first."""
        row = self._db.execute("SELECT value FROM meta WHERE name = 'caller'").fetchone()
        return str(row[0]) if row else ""

    @mark.setter
    def mark(self, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('caller', ?)", [value])

    def keys(self) -> list[int]:
        """The keys of all messages, in order."""
        return [key for (key,) in self._db.execute("SELECT key FROM message ORDER BY key")]

    def _ask(self, sketch: Sketches, place: int, limit: int) -> list[Twin]:
        drawers = _used(sketch.drawers()[0])
        if not drawers:
            return []
        limits = [value for drawer in drawers for value in (drawer, DEPTH)]
        rows = self._db.execute(" UNION ALL ".join([_IN_A_DRAWER] * len(drawers)), limits)
        keys, places, others = self._read(list({key for (key,) in rows}))
        if not len(keys):
            return []
        asked = np.stack([np.zeros(len(keys), np.int64), np.arange(1, len(keys) + 1)], axis=1)
        found, values = twins_among(
            Sketches.joined([sketch, others]),
            np.concatenate([np.array([place], np.int64), places]),
            asked,
        )
        rows_found = found[:, 1] - 1
        best = np.lexsort((keys[rows_found], -values))[: max(limit, 0)]
        return [
            Twin(int(keys[row]), round(float(value), 4), bool(place) and int(places[row]) == place)
            for row, value in zip(rows_found[best], values[best], strict=True)
        ]

    def _read(self, keys: Sequence[int]) -> tuple[I64, I64, Sketches]:
        rows = self._db.execute(
            "SELECT key, place, sketch FROM message WHERE key IN (SELECT value FROM json_each(?)) "
            "ORDER BY key", [json.dumps(list(keys))],
        ).fetchall()  # fmt: skip
        return (
            np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int64),
            Sketches.from_bytes([row[2] for row in rows]),
        )  # fmt: skip

    def _pairs(self, keys: list[int], sketch: Sketches, places: list[int]) -> list[Pair]:
        """Twins within a pile, and between it and what is in the index already."""
        drawers = sketch.drawers()
        own = set(keys)
        known = self._neighbours(np.unique(drawers)) if self._any() else []
        known = [(drawer, key) for drawer, key in known if key not in own]
        old_keys, old_places, old = self._read(sorted({key for _drawer, key in known}))
        all_keys = np.concatenate([old_keys, np.array(keys, np.int64)])
        order = np.argsort(all_keys)
        rank = np.argsort(order)
        whole = Sketches.joined([old, sketch])[order]
        there = np.array(known, np.int64).reshape(-1, 2)
        rows = np.concatenate([
            rank[np.searchsorted(old_keys, there[:, 1])],
            np.repeat(rank[len(old_keys):], drawers.shape[1]),
        ])  # fmt: skip
        pairs = candidates(np.concatenate([there[:, 0], drawers.ravel()]), rows)
        fresh = order >= len(old_keys)
        pairs = pairs[fresh[pairs].any(axis=1)]
        all_places = np.concatenate([old_places, np.array(places, np.int64)])[order]
        found, values = twins_among(whole, all_places, pairs)
        named = all_keys[order][found]
        return [
            Pair(one, other, score)
            for (one, other), score in zip(
                named.tolist(), values.astype(np.float64).round(4).tolist(), strict=True
            )
        ]

    def _any(self) -> bool:
        return self._db.execute("SELECT 1 FROM message LIMIT 1").fetchone() is not None

    def _neighbours(self, drawers: I64) -> list[tuple[int, int]]:
        asked = "SELECT key FROM drawer WHERE drawer = ? ORDER BY key LIMIT ?"
        return [
            (drawer, key)
            for drawer in _used(drawers)
            for (key,) in self._db.execute(asked, [drawer, DEPTH])
        ]

    def _known(self, keys: list[int]) -> list[int]:
        asked = "SELECT key FROM message WHERE key IN (SELECT value FROM json_each(?))"
        return [key for (key,) in self._db.execute(asked, [json.dumps(keys)])]

    def _insert(self, keys: list[int], sketch: Sketches, places: list[int]) -> None:
        self._db.executemany(
            "INSERT INTO message VALUES (?, ?, ?)",
            zip(keys, places, sketch.to_bytes(), strict=True),
        )
        drawers = sketch.drawers()
        owners = np.repeat(np.array(keys, np.int64), drawers.shape[1])
        flat = drawers.ravel()
        order = np.lexsort((owners, flat))
        order = order[flat[order] != 0]
        rows = zip(flat[order].tolist(), owners[order].tolist(), strict=True)
        self._db.executemany("INSERT OR IGNORE INTO drawer VALUES (?, ?)", rows)

    def _remove(self, key: int) -> None:
        _keys, _places, sketch = self._read([key])
        if len(sketch):
            mine = [(drawer, key) for drawer in _used(sketch.drawers()[0])]
            self._db.executemany("DELETE FROM drawer WHERE drawer = ? AND key = ?", mine)
            self._db.execute("DELETE FROM message WHERE key = ?", [key])


class _Transaction:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.execute("COMMIT" if error is None else "ROLLBACK")


def _used(drawers: I64) -> list[int]:
    return [int(drawer) for drawer in drawers.tolist() if drawer]


def _number(place: str) -> int:
    """A place's code as a number, 0 for none."""
    return int.from_bytes(hashlib.sha256(place.encode()).digest()[:6], "big") if place else 0
