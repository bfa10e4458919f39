"""A matter that comes back to triage has a fresh date, and is not late on the day of its return."""

import datetime as dt

from huying.core import clock
from huying.core.permissions import Role, system_actor
from huying.handling import actions
from huying.rulebook.clock import Due
from huying.voices import triage
from huying.voices.models import Matter
from huying.web.public.queries import view_of
from tests.factories import make_actor, make_case, make_public_matter


def on(day):
    """A day of September 2026; the 1st is a Tuesday."""
    return clock.pretend(dt.datetime(2026, 9, day, 9, tzinfo=dt.UTC))


def dated(matter):
    return matter.state, matter.triage_due, Due.from_json(matter.triage_due_basis).start


def test_matter_that_the_office_hands_back_is_triaged_anew(town):
    office = make_actor(town, Role.OFFICE)
    with on(1):
        case = make_case(town, state="at_office")
    assert Matter.objects.get(pk=case.origin_id).triage_due == dt.date(2026, 9, 3)
    with on(8):
        actions.hand_back(case=case, by=office, reason="该由县里办")
        matter = Matter.objects.get(pk=case.origin_id)
        shown = view_of(matter).due
    assert dated(matter) == ("new", dt.date(2026, 9, 10), dt.date(2026, 9, 8))
    assert shown["date"] == dt.date(2026, 9, 10)


def test_matter_that_is_split_off_is_triaged_anew(town):
    by = system_actor(town.pk)
    with on(1):
        source, target = make_public_matter(town), make_public_matter(town)
        record = triage.merge(source=source, target=target, by=by)
    with on(8):
        source = triage.split(record=record, by=by)
    assert dated(source) == ("new", dt.date(2026, 9, 10), dt.date(2026, 9, 8))
    assert Matter.objects.get(pk=target.pk).triage_due == dt.date(2026, 9, 3)
