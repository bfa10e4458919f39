"""What goes in and what comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One message. place: a code, '' unknown. kind: what kind of work, '' unknown. person: any stable name, '' is
    somebody not met before. badly_rated: how an earlier answer to it was judged, None where it was not.
    """

    key: int
    text: str
    title: str = ""
    place: str = ""
    kind: str = ""
    person: str = ""
    at: dt.datetime | None = None
    likes: int = 0
    badly_rated: bool | None = None


@dataclass(frozen=True)
class Group:
    """Messages of one place and one problem, in the order of their keys. known: the topic they were in before."""

    keys: tuple[int, ...]
    known: Hashable | None = None


@dataclass(frozen=True)
class Topic:
    """A group with its figures; see `pace.Pace` for recent, before, usual, chance and rising.

    messages: keys. people: each counted once. spread: places. judged, bad: how earlier answers were rated. heat: what
    topics are ranked by.
    """

    name: str
    messages: tuple[int, ...]
    people: int
    spread: int
    likes: int
    recent: int
    before: int
    usual: float
    chance: float
    rising: bool
    judged: int
    bad: int
    heat: float
    known: Hashable | None = None
