"""Who reads the wind vane, and what of it they may see.

The congress staff and presidium read the voices on their desk, so they see every number. Everybody else sees
no number of people below the town's setting (`vane.smallest`), and no list but what they may open anyway:
the public register, or, for the town's office and leaders, the cases too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core.models import Town
from huying.core.permissions import permits
from huying.records.rates import Rate
from huying.records.vane.small import hidden
from huying.rulebook import queries as rulebook


@dataclass(frozen=True)
class Cell:
    """One cell of a table. value: as a chart draws it, None for a gap. text: as it is read. url: what it opens."""

    text: str
    value: float | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Reader:
    """desk: reads the voices anyway. office: opens the town's cases. smallest: below it nothing is shown."""

    desk: bool
    office: bool
    smallest: int

    @property
    def fewer(self) -> str:
        """What stands in place of a number that is too small."""
        return _("少于%(n)s") % {"n": self.smallest}

    def number(self, count: int, url: str = "") -> Cell:
        """A number of people, or that it is too small to be shown."""
        if 0 < count < self.smallest:
            return Cell(self.fewer)
        return Cell(str(count), count, url if count else "")

    def column(
        self, counts: Mapping[Any, int], urls: Mapping[Any, str] | None = None
    ) -> dict[Any, Cell]:
        """A column whose total is known: with a small number another one is hidden, too."""
        kept_back: set[Hashable] = hidden(counts, self.smallest)
        return {
            key: self._kept_back(count) if key in kept_back else self.number(count, (urls or {}).get(key, ""))
            for key, count in counts.items()
        }  # fmt: skip

    def _kept_back(self, count: int) -> Cell:
        return Cell(self.fewer) if count < self.smallest else Cell(_("不单独显示"))

    def rate(self, rate: Rate, url: str = "") -> Cell:
        """n / d with the share as its value; nothing where too few are in it."""
        if not rate.d:
            return Cell("—")
        if rate.d < self.smallest:
            return Cell(self.fewer)
        return Cell(f"{rate.n} / {rate.d}", round(100 * rate.n / rate.d), url)


def reader_of(request: HttpRequest) -> Reader:
    """Who is asking."""
    if permits(request.actor, "matters.see"):
        return Reader(desk=True, office=True, smallest=1)
    return replace(everybody(request.town), office=permits(request.actor, "cases.office"))


def everybody(town: Town) -> Reader:
    """What anybody may see, whoever asks: for what is printed and pinned to a wall."""
    return Reader(
        desk=False, office=False, smallest=max(1, int(rulebook.value(town, "vane.smallest")))
    )


@dataclass(frozen=True)
class Links:
    """Where the numbers lead, for what is chosen now. chosen: the page's query."""

    slug: str
    chosen: dict[str, str]

    def list(self, what: str, **other: Any) -> str:
        """The matters behind a number."""
        return self._with(reverse("vane-list", args=[self.slug, what]), other)

    def page(self, **other: Any) -> str:
        """The page with another choice."""
        return self._with(reverse("vane", args=[self.slug]), other)

    def take(self, table: str, ending: str) -> str:
        """A table as a file."""
        return self._with(reverse("vane-table", args=[self.slug, table, ending]), {})

    def _with(self, url: str, other: dict[str, Any]) -> str:
        query = {
            key: value for key, value in {**self.chosen, **other}.items() if value not in ("", None)
        }
        return f"{url}?{urlencode(query)}" if query else url
