"""Every date that a page promises to reckon again is: triage, the next step, the co-handlers' opinions."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.models import Event
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import actions, requests
from huying.handling.models import Case, CoHandler
from huying.rulebook import changes
from huying.town.models import Unit
from huying.voices.models import Matter
from huying.web.public.queries import view_of
from tests.factories import make_actor, make_case, make_public_matter, make_town, make_voice

STEP = "case.refuse"


@pytest.fixture(autouse=True)
def _tuesday():
    with clock.pretend(dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)):
        yield


def choose(town, key, value, unit="working_days"):
    return changes.choose_rule(
        town=town, key=key, value=value, unit=unit, reason="人手少", by=make_actor(town, Role.ADMIN)
    )


def seen(town, key, value, unit="working_days"):
    shifts = changes.preview_rule(town, key, value, unit)
    return [(shift.label, shift.before, shift.after.date) for shift in shifts]


def told(kind, pk):
    return Event.objects.get(kind=kind, subject_id=pk, verb="redate").content.body


def helped_case(town, **said):
    """A case that waits to be accepted, with two units that owe it an opinion."""
    case = make_case(town, state="at_office", **said)
    units = {unit.key: unit for unit in Unit.objects.all()}
    actions.assign(
        case=case, by=system_actor(town.pk), lead=units["water"],
        cohandlers=[units["social"], units["transport"]],
    )  # fmt: skip
    return case


def test_changed_rule_moves_the_triage_date(town):
    plain, named = make_voice(town).matter, make_public_matter(town)
    make_case(town)
    was, after = dt.date(2026, 9, 3), dt.date(2026, 9, 8)
    assert seen(town, "matter.triage_workdays", 5) == [
        (f"#{plain.pk}", was, after), (named.title, was, after),
    ]  # fmt: skip
    assert Matter.objects.get(pk=plain.pk).triage_due == was
    assert choose(town, "matter.triage_workdays", 5) == 2
    plain.refresh_from_db()
    assert (plain.triage_due, plain.triage_due_basis["date"]) == (after, "2026-09-08")
    assert told("matter", plain.pk) | {"by": ""} == {
        "from": "2026-09-03", "to": "2026-09-08", "by": "",
    }  # fmt: skip
    assert seen(town, "matter.triage_workdays", 5) == []
    told_publicly = [str(event["what"]) for event in view_of(plain).events]
    assert told_publicly == ["收到", "期限随规则重算"]


def test_changed_rule_moves_the_offices_step(town):
    case = make_case(town, state="at_office")
    was, after = dt.date(2026, 9, 3), dt.date(2026, 9, 8)
    assert seen(town, "case.assign", 5) == [(f"{case.title} · 党政办交办", was, after)]
    assert choose(town, "case.assign", 5) == 1
    case.refresh_from_db()
    assert (case.step_due, case.step_due_basis["date"], case.due) == (after, "2026-09-08", None)
    assert told("case", case.pk)["rule"] == "case.assign"


@pytest.mark.parametrize("state", ["assigned", "refused"])
def test_changed_rule_moves_the_units_step_and_not_the_reply(town, state):
    case = make_case(town, state="assigned")
    if state == "refused":
        requests.refuse(case=case, by=system_actor(town.pk), reason="不归我们")
    reply = case.due
    assert case.step_due == dt.date(2026, 9, 8)
    assert choose(town, STEP, 3) == 1
    case.refresh_from_db()
    assert (case.step_due, case.due) == (dt.date(2026, 9, 4), reply)


@pytest.mark.parametrize("state", ["handling", "replied"])
def test_step_that_is_done_does_not_move(town, state):
    make_case(town, state=state)
    assert seen(town, STEP, 3) == []


def test_changed_rule_moves_the_opinions_that_are_owed(town):
    case = helped_case(town)
    given = CoHandler.objects.get(unit__key="transport")
    actions.give_opinion(case=case, unit=given.unit, by=system_actor(town.pk), text="同意")
    was, after = dt.date(2026, 9, 8), dt.date(2026, 9, 4)
    assert seen(town, "case.cohandler_opinion", 3) == [
        (f"{case.title} · 协办单位提交意见 · 社会事务办公室", was, after)
    ]
    assert choose(town, "case.cohandler_opinion", 3) == 1
    owed = CoHandler.objects.get(unit__key="social")
    assert (owed.due, owed.due_basis["date"]) == (after, "2026-09-04")
    assert CoHandler.objects.get(pk=given.pk).due == was
    assert told("case", case.pk)["rule"] == "case.cohandler_opinion"


def test_opinion_for_an_answered_round_does_not_move(town):
    case = helped_case(town)
    Case.objects.filter(pk=case.pk).update(state="replied")
    assert seen(town, "case.cohandler_opinion", 3) == []
    Case.objects.filter(pk=case.pk).update(state="handling", round=2)
    assert seen(town, "case.cohandler_opinion", 3) == []


def test_announced_year_moves_all_three(town):
    with clock.pretend(dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC)):
        said_at = clock.now()
        matter = make_voice(town, said_at=said_at).matter
        office, unit = make_case(town, state="at_office"), helped_case(town)
        assert matter.triage_due_basis["provisional"]
        assert office.step_due_basis["provisional"]
        days = {dt.date(2027, 1, n): (False, "元旦") for n in range(1, 16)}
        shown = changes.preview_year(town, 2027, days)
        moved = changes.enter_year(town=town, year=2027, days=days, by=make_actor(town, Role.ADMIN))
    # The reply's date moves, too: six in all.
    assert len(shown) == moved == 6
    for one in (matter, office, unit):
        one.refresh_from_db()
    assert matter.triage_due == office.step_due == dt.date(2027, 1, 19)
    assert unit.step_due == dt.date(2027, 1, 22)
    assert {helper.due for helper in CoHandler.objects.all()} == {dt.date(2027, 1, 22)}
    assert not matter.triage_due_basis["provisional"]
    assert not office.step_due_basis["provisional"]


def test_dates_of_another_town_stay(town):
    other = make_town(slug="beiliu", code="140525101", name="北留镇")
    with in_town(other):
        matter = make_voice(other).matter
        case = helped_case(other)
    for key in ("matter.triage_workdays", STEP, "case.cohandler_opinion"):
        assert choose(town, key, 9) == 0
    with in_town(other):
        assert Matter.objects.get(pk=matter.pk).triage_due == matter.triage_due
        assert Case.objects.get(pk=case.pk).step_due == case.step_due


def test_matter_without_a_derivation_is_left_alone(town):
    matter = make_voice(town).matter
    Matter.objects.filter(pk=matter.pk).update(triage_due_basis={})
    assert seen(town, "matter.triage_workdays", 5) == []


def test_preview_asks_as_often_for_many_dates_as_for_one(town):
    def asked():
        with CaptureQueriesContext(connection) as found:
            changes.recompute(town)
        return len(found)

    helped_case(town)
    make_voice(town)
    few = asked()
    for _each in range(3):
        helped_case(town)
        make_voice(town)
    assert asked() == few


def test_a_date_that_turns_out_right_is_certain_from_then_on(town):
    with clock.pretend(dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC)):
        matter = make_voice(town, said_at=clock.now()).matter
        was = matter.triage_due
        assert matter.triage_due_basis["provisional"]
        # The year as it was guessed, with a holiday far from any date.
        days = {dt.date(2027, 1, 1): (False, "元旦"), dt.date(2027, 10, 1): (False, "国庆节")}
        (shift,) = changes.preview_year(town, 2027, days)
        assert (shift.before, shift.after.date, shift.after.provisional) == (was, was, False)
        changes.enter_year(town=town, year=2027, days=days, by=make_actor(town, Role.ADMIN))
        matter.refresh_from_db()
        assert (matter.triage_due, matter.triage_due_basis["provisional"]) == (was, False)
        assert changes.preview_year(town, 2027, days) == []


def test_a_moved_date_gives_the_towns_reason_beside_the_source(town):
    matter = make_voice(town).matter
    choose(town, "matter.triage_workdays", 5)
    matter.refresh_from_db()
    assert matter.triage_due_basis["source"] == "通行做法，由镇里定；人手少"
    later = make_voice(town).matter
    assert later.triage_due_basis["source"] == matter.triage_due_basis["source"]
