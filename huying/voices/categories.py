"""The taxonomy of town work: two levels, written `group.item` (for instance `water.leak`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from huying.core.language import in_english


@dataclass(frozen=True)
class Category:
    """One item. zh and en name the item, group_zh and group_en its group."""

    key: str
    zh: str
    en: str
    group: str
    group_zh: str
    group_en: str

    @property
    def label(self) -> str:
        return self.en if in_english() else self.zh

    @property
    def group_label(self) -> str:
        return self.group_en if in_english() else self.group_zh


@cache
def all_categories() -> dict[str, Category]:
    """Every category by its key, in the file's order."""
    with Path(__file__).with_name("categories.toml").open("rb") as file:
        groups = tomllib.load(file)
    return {
        f"{group}.{item}": Category(
            f"{group}.{item}", names["zh"], names["en"], group, entry["zh"], entry["en"]
        )
        for group, entry in groups.items()
        for item, names in entry["items"].items()
    }


def label(key: str) -> str:
    """A category's name in the reader's language; '' stays ''."""
    category = all_categories().get(key)
    return category.label if category else ""


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a select: (group label, [(key, label), …])."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in all_categories().values():
        groups.setdefault(category.group_label, []).append((category.key, category.label))
    return list(groups.items())


def group_choices() -> list[tuple[str, str]]:
    """The first level alone: (group key, label)."""
    return list({c.group: c.group_label for c in all_categories().values()}.items())


def by_every_name() -> dict[str, str]:
    """The key behind each name that people write: keys and names of items and of whole groups."""
    found: dict[str, str] = {}
    for one in all_categories().values():
        found |= dict.fromkeys((one.group, one.group_zh, one.group_en), one.group)
    for one in all_categories().values():
        found |= dict.fromkeys((one.key, one.zh, one.en), one.key)
    return found
