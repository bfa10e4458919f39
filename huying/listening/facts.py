"""Facts in what was said, with the town's own names of villages and units, for the desks' forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from huying.analysis.facts import Fact, facts
from huying.town.models import Division
from huying.town.queries import active_units

# What says where; in this order the first is the best answer to "where exactly".
_WHERE = ("estate", "road", "unit")


def facts_in(
    text: str, divisions: Iterable[Division], said_on: dt.date | None = None
) -> list[Fact]:
    """What `text` says of places, offices, money and days, each once, in the order of saying. One query."""
    units = list(active_units().values_list("name", flat=True))
    found = facts(text, villages=[one.name for one in divisions], units=units, said_on=said_on)
    return list({(one.kind, one.value): one for one in reversed(found)}.values())[::-1]


def place_in(found: Iterable[Fact]) -> str:
    """The place to put into a form: an estate before a road before an office; '' for none or several of a kind."""
    known = list(found)
    for kind in _WHERE:
        named = [one.text for one in known if one.kind == kind]
        if named:
            return named[0] if len(named) == 1 else ""
    return ""
