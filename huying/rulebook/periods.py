"""How long something may take: a number and its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Unit = Literal["working_days", "days", "months"]
UNITS: tuple[str, ...] = get_args(Unit)


@dataclass(frozen=True)
class Period:
    """value: at least 0. unit: working_days, days (calendar days) or months."""

    value: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit!r} is none of {UNITS}")
        if self.value < 0:
            raise ValueError("a period cannot be negative")
