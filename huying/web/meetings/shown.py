"""What the pages of a meeting show of its items: the units in words, how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import Http404

from huying.handling.models import Meeting, MeetingItem
from huying.handling.states import ItemState
from huying.handling.suggestions import queries
from huying.handling.suggestions.meetings import UNSETTLED
from huying.town.models import Unit


@dataclass(frozen=True)
class Agenda:
    """A meeting's list. units: all of the town, by id."""

    items: list[MeetingItem]
    units: Mapping[int, Unit]

    @property
    def settled(self) -> int:
        """How many need no further word."""
        return sum(one.state not in UNSETTLED for one in self.items)

    @property
    def agreed(self) -> list[MeetingItem]:
        """What the close will assign, or has assigned."""
        return [one for one in self.items if one.state == ItemState.AGREED]

    @property
    def put_off(self) -> list[MeetingItem]:
        """What is not assigned this time."""
        return [one for one in self.items if one.state == ItemState.PUT_OFF]

    @property
    def unsettled(self) -> list[MeetingItem]:
        """What keeps the meeting from its close."""
        return [one for one in self.items if one.state in UNSETTLED]

    @property
    def as_proposed(self) -> int:
        """How many could be agreed as they are proposed, all at once."""
        return sum(one.state == ItemState.WAITING and one.lead_id is not None for one in self.items)

    @property
    def latest(self) -> MeetingItem | None:
        """What was decided last; nothing before the first word."""
        decided = [one for one in self.items if one.decided_at and one.state != ItemState.WAITING]
        return max(decided, key=lambda one: one.decided_at or 0, default=None)

    def item(self, pk: int | None) -> MeetingItem | None:
        """One of its items."""
        return next((one for one in self.items if one.pk == pk), None)

    def choices(self, items: Iterable[MeetingItem]) -> list[Unit]:
        """The units that may be chosen for `items`: those in use, and those chosen already."""
        chosen = {pk for one in items for pk in (one.lead_id, *one.others)}
        return [unit for unit in self.units.values() if unit.active or unit.pk in chosen]


def find(pk: int) -> Meeting:
    """The meeting of this town. Raises Http404."""
    meeting = queries.meetings().select_related("town").filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def agenda_of(meeting: Meeting) -> Agenda:
    """The list of a meeting, each item with `helpers`, the names of its further units. Two queries."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    items = queries.items_of(meeting)
    for one in items:
        one.helpers = [units[pk].name for pk in one.others if pk in units]
        one.gone = one.suggestion.state != "accepted" and meeting.state in ("preparing", "running")
    return Agenda(items, units)


def item_in(agenda: Agenda, pk: int) -> MeetingItem:
    """One of the list. Raises Http404."""
    item = agenda.item(pk)
    if item is None:
        raise Http404
    return item
