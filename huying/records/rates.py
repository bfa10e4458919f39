"""A rate that says what it is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Rate:
    """n of d. left_out: how many things are in neither, by the reason."""

    n: int = 0
    d: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def count(self, holds: bool) -> None:
        """One more thing that counts."""
        self.d += 1
        self.n += holds

    def leave_out(self, reason: str, times: int = 1) -> None:
        """One more thing that does not count, and why."""
        self.left_out[reason] += times

    @property
    def out(self) -> int:
        """How many were left out."""
        return sum(self.left_out.values())

    @property
    def share(self) -> float | None:
        """n ÷ d, None where nothing counts."""
        return self.n / self.d if self.d else None

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.n + other.n, self.d + other.d, self.left_out + other.left_out)

    def told(self) -> dict[str, Any]:
        """For storing or an interface: {n, d, left_out}."""
        return {"n": self.n, "d": self.d, "left_out": dict(self.left_out)}
