"""The clock of triage: by when the congress staff look at a matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from huying.core.models import Town
from huying.core.permissions import system_actor
from huying.core.transitions import advance
from huying.rulebook import queries as rulebook
from huying.rulebook.clock import Due
from huying.rulebook.open_dates import OpenDate, anew
from huying.voices.models import Matter

TRIAGE_RULE = "matter.triage_workdays"


def start_triage(town: Town, day: dt.date) -> dict[str, Any]:
    """The changes that start a fresh triage clock on `day`."""
    return _dated(rulebook.due(town, TRIAGE_RULE, day))


def redate(matter: Matter, due: Due) -> None:
    """Move a waiting matter to the date that a changed rule or calendar gives; recorded and shown."""
    advance(
        matter, "redate", by=system_actor(matter.town_id), changes=_dated(due),
        facts={"from": str(matter.triage_due), "to": str(due.date)},
    )  # fmt: skip


def open_dates(town: Town) -> Iterator[OpenDate]:
    """Matters that wait for triage: what a changed rule or calendar would move."""
    waiting = Matter.objects.filter(town=town, state="new", triage_due__isnull=False)
    for matter in waiting.order_by("triage_due", "id"):
        if matter.triage_due_basis:
            yield OpenDate(
                label=str(matter),
                rule=matter.triage_due_basis["rule"],
                current=matter.triage_due,
                provisional=matter.triage_due_basis["provisional"],
                derive=anew(matter.triage_due_basis),
                move=partial(redate, matter),
            )


def _dated(due: Due) -> dict[str, Any]:
    return {"triage_due": due.date, "triage_due_basis": due.to_json()}
