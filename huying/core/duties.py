"""What the worker does again and again; rooms register their duties when they are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    """One repeated piece of work. run: does what is due and returns how much it did."""

    name: str
    every_seconds: float
    run: Callable[[], int]


DUTIES: dict[str, Duty] = {}


def register(name: str, *, every_seconds: float, run: Callable[[], int]) -> None:
    """Name a duty. Raises ValueError where the name is taken."""
    if name in DUTIES:
        raise ValueError(f"duty {name!r} is registered twice")
    DUTIES[name] = Duty(name, every_seconds, run)
