"""A meeting for the tests of its pages."""

from __future__ import annotations

from typing import Any

from huying.core import clock
from huying.core.permissions import system_actor
from huying.handling.suggestions import meetings
from tests.journeys import assignments


def prepared(town: Any, count: int = 2, begun: bool = False) -> tuple[Any, list[Any]]:
    """A meeting with so many on its list, and its items."""
    assignments.make(town, count)
    by = system_actor(town.pk)
    meeting = meetings.prepare(town=town, by=by, title="交办会", held_on=clock.today())
    if begun:
        meetings.begin(meeting=meeting, by=by)
    return meeting, list(meeting.items.all())
