"""The right channels for what the congress cannot take up, each with its prepared words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from huying.core.language import in_english


@dataclass(frozen=True)
class RightChannel:
    """Where to go instead. text: what is said to the resident; staff may change it."""

    key: str
    zh: str
    en: str
    text: str

    @property
    def label(self) -> str:
        return self.en if in_english() else self.zh


@cache
def right_channels() -> dict[str, RightChannel]:
    """Every channel by its key, in the file's order."""
    with Path(__file__).with_name("channels.toml").open("rb") as file:
        return {key: RightChannel(key, **entry) for key, entry in tomllib.load(file).items()}
