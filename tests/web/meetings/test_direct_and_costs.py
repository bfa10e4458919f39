"""Assigning without a meeting, all or none; and that a page costs the same for one and for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.permissions import system_actor
from huying.handling.models import Case, MeetingItem
from huying.handling.suggestions import meetings
from huying.handling.suggestions.meetings import decide
from huying.town.models import Unit
from tests.factories import make_suggestion
from tests.web.browser import Desk, page
from tests.web.meetings.held import prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town):
    return Desk(town, "staff")


def test_a_few_are_assigned_directly_all_or_none(town, staff):
    one, two = make_suggestion(town), make_suggestion(town)
    water, social = (Unit.objects.get(key=key) for key in ("water", "social"))
    picked = staff.get("meeting-assign", pick=[one.pk, two.pk])
    assert len(picked.context["rows"]) == 2
    sent = {"pick": [one.pk, two.pk], f"s{one.pk}-lead": water.pk, f"s{one.pk}-instruction": "快办"}
    refused = staff.post("meeting-assign", **sent)
    assert (refused.status_code, Case.objects.count()) == (400, 0)
    assert "快办" in page(refused)
    done = staff.post(
        "meeting-assign", **sent, **{f"s{two.pk}-lead": social.pk, f"s{two.pk}-others": [water.pk]}
    )
    cases = Case.objects.order_by("id")
    assert [(case.lead, case.instruction) for case in cases] == [(water, "快办"), (social, "")]
    assert staff.url("case", cases[0].pk) in page(staff.client.get(done["Location"]))
    late = staff.post("meeting-assign", **sent)
    assert (late.status_code, Case.objects.count()) == (302, 2)


def test_what_stands_on_a_meetings_list_is_not_assigned_directly(town, staff):
    _meeting, (one, _two) = prepared(town)
    response = staff.post(
        "meeting-assign", pick=[one.suggestion_id], **{f"s{one.suggestion_id}-lead": one.lead_id}
    )
    assert (response.status_code, Case.objects.count()) == (302, 0)


# Twenty cost as much as one


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("meetings", "preparing"), ("meeting", "preparing"), ("meeting-agenda", "preparing"),
        ("meeting-hold", "running"), ("meeting-screen", "running"), ("meeting-close", "running"),
        ("meeting", "closed"), ("meeting-screen", "closed"),
    ],
)  # fmt: skip
def test_pages_cost_the_same_for_one_and_for_twenty(town, staff, name, state):
    by, counts = system_actor(town.pk), []
    for count in (1, 20):
        meeting, items = prepared(town, count)
        if state != "preparing":
            meetings.begin(meeting=meeting, by=by)
        if name == "meeting-close" or state == "closed":
            for item in items:
                decide(
                    item=item,
                    by=by,
                    state="agreed",
                    lead=item.lead or Unit.objects.first(),
                    others=[],
                )
        meeting.refresh_from_db()
        if state == "closed":
            meetings.close(meeting=meeting, by=by)
        where = [] if name == "meetings" else [meeting.pk]
        staff.get(name, *where)
        with CaptureQueriesContext(connection) as made:
            assert staff.get(name, *where).status_code == 200
        counts.append(len(made))
        if state != "closed":
            meetings.cancel(meeting=meeting, by=by, reason="下一次")
            MeetingItem.objects.filter(meeting=meeting).delete()
    assert counts[0] == counts[1], [one["sql"][:120] for one in made]
    assert counts[0] <= 14
