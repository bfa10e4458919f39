"""A case that goes on leaves no clock standing and no request waiting."""

import datetime as dt

import pytest

from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.models import Event
from huying.core.permissions import Actor, Role, system_actor
from huying.handling import actions, judging, queries, replies, requests, withdrawal
from huying.handling.models import Case, Request
from huying.rulebook import queries as rulebook
from huying.town.models import Unit
from huying.voices.models import Matter
from tests.factories import make_actor, make_case
from tests.web.browser import Desk, page


def on(day):
    """A day of September 2026; the 1st is a Tuesday."""
    return clock.pretend(dt.datetime(2026, 9, day, 9, tzinfo=dt.UTC))


@pytest.fixture
def office(town):
    return make_actor(town, Role.OFFICE)


@pytest.fixture
def stopped(town, office):
    """A case that was due on the 16th and stands still from the 3rd."""
    with on(1):
        case = make_case(town)
    assert case.due == dt.date(2026, 9, 16)
    with on(3):
        requests.stop_clock(case=case, by=office, reason="等县里批复")
    return case


def transport():
    return Unit.objects.get(key="transport")


def voice_of(case):
    return Matter.objects.get(pk=case.origin_id).voices.get()


def withdraw(case):
    voice = voice_of(case)
    by = Actor(kind="resident", town_id=voice.town_id, voice_id=voice.pk)
    withdrawal.withdraw_voice(voice=voice, by=by, reason="已经修好了")


def told(case, verb):
    event = Event.objects.filter(kind="case", subject_id=case.pk, verb=verb).latest("id")
    return event.content.body


def test_stopped_days_do_not_count_for_the_next_unit(stopped, office):
    with on(8):
        actions.reassign(case=stopped, by=office, lead=transport(), reason="路归交通管")
    case = Case.objects.get(pk=stopped.pk)
    stop = {"from": "2026-09-03", "to": "2026-09-08", "reason": "等县里批复"}
    assert (case.state, case.due, case.stops) == ("assigned", dt.date(2026, 9, 21), [stop])
    assert (case.due_basis["date"], case.due_basis["stopped"]) == ("2026-09-21", 5)
    assert told(case, "reassign")["due"] == "2026-09-21"
    assert Matter.objects.get(pk=case.origin_id).answer_due == case.due


def test_stop_after_a_reassignment_adds_to_the_earlier_one(stopped, office):
    by = system_actor(stopped.town_id)
    with on(8):
        actions.reassign(case=stopped, by=office, lead=transport(), reason="路归交通管")
        actions.accept(case=stopped, by=by)
    with on(10):
        requests.stop_clock(case=stopped, by=office, reason="等配件")
    with on(12):
        requests.resume_clock(case=stopped, by=office)
    assert [stop["to"] for stop in stopped.stops] == ["2026-09-08", "2026-09-12"]
    assert stopped.due == dt.date(2026, 9, 23)


def test_reassignment_sees_a_stop_that_another_person_set(town, office):
    with on(1):
        case = make_case(town)
    with on(3):
        requests.stop_clock(case=Case.objects.get(pk=case.pk), by=office, reason="等县里批复")
    with on(8):
        actions.reassign(case=case, by=office, lead=transport(), reason="路归交通管")
    assert case.due == dt.date(2026, 9, 21)


def test_running_clock_is_not_touched_by_a_reassignment(town, office):
    with on(1):
        case = make_case(town)
    with on(8):
        actions.reassign(case=case, by=office, lead=transport(), reason="路归交通管")
    assert (case.due, case.stops) == (dt.date(2026, 9, 16), [])


@pytest.mark.parametrize("verb", ["end", "drop"])
def test_ended_case_stands_still_no_longer(stopped, office, verb):
    with on(8):
        if verb == "end":
            actions.end_case(case=stopped, by=office, reason="地界归邻县")
        else:
            withdraw(stopped)
    case = Case.objects.get(pk=stopped.pk)
    assert (case.state, case.stops[-1]["to"], case.due) == (
        "ended", "2026-09-08", dt.date(2026, 9, 21),
    )  # fmt: skip


def ask(case):
    return requests.ask_extension(
        case=case, by=system_actor(case.town_id), workdays=5, reason="等配件"
    )


def sign(case, text="水管已换新。"):
    by = system_actor(case.town_id)
    replies.draft_and_sign(case=case, by=by, text=text, outcome="resolved", promises=[])


GOING_ON = {
    "sign": (sign, "签发答复"),
    "reassign": (
        lambda case: actions.reassign(
            case=case, by=system_actor(case.town_id), lead=transport(), reason="路归交通管"
        ),
        "改派",
    ),
    "end": (
        lambda case: actions.end_case(
            case=case, by=make_actor(case.town, Role.OFFICE), reason="地界归邻县"
        ),
        "说明理由后终止",
    ),
    "drop": (withdraw, "提出的人撤回"),
}


@pytest.mark.parametrize("verb", GOING_ON)
def test_request_lapses_when_its_case_goes_on(town, verb):
    case = make_case(town)
    ask(case)
    assert queries.office_counts()["extensions"] == 1
    go_on, label = GOING_ON[verb]
    go_on(case)
    request = Request.objects.get()
    assert (request.state, request.decided_at) == ("denied", None)
    assert request.note == f"办件已经“{label}”，这个申请不用再答复。"
    assert told(case, verb)["lapsed"] == ["extend"]
    assert queries.office_counts()["extensions"] == 0
    assert list(queries.office_cases("extensions")) == []


def test_nothing_is_said_of_requests_where_none_waited(town):
    case = make_case(town, state="replied")
    assert "lapsed" not in told(case, "sign")


def test_refusal_lapses_when_the_resident_takes_it_back(town):
    case = make_case(town, state="assigned")
    requests.refuse(case=case, by=system_actor(town.pk), reason="不归我们")
    withdraw(case)
    request = Request.objects.get()
    assert (request.state, request.decided_at) == ("denied", None)
    assert told(case, "drop")["lapsed"] == ["refuse"]


def test_granted_refusal_is_no_lapse(town, office):
    case = make_case(town, state="assigned")
    requests.refuse(case=case, by=system_actor(town.pk), reason="不归我们")
    actions.reassign(case=case, by=office, lead=transport(), reason="属实")
    request = Request.objects.get()
    assert (request.state, request.note, request.decided_at is None) == ("granted", "属实", False)
    assert "lapsed" not in told(case, "reassign")


def not_satisfied(case):
    voice = voice_of(case)
    by = Actor(kind="resident", town_id=voice.town_id, voice_id=voice.pk)
    judging.judge(by=by, voice=voice, grade="dissatisfied", solved=False)
    case.refresh_from_db()


def test_request_of_the_first_round_never_moves_the_second(town, office):
    case = make_case(town)
    request = ask(case)
    sign(case)
    not_satisfied(case)
    second = rulebook.due(town, "case.rehandle", clock.today()).date
    assert (case.round, case.due) == (2, second)
    request.refresh_from_db()
    with pytest.raises(HuyingError, match="已经答复过了"):
        requests.decide_extension(request=request, by=office, grant=True)
    case.refresh_from_db()
    assert case.due == second
    ask(case)
    assert queries.office_counts()["extensions"] == 1


def test_request_left_over_from_before_lapses_with_the_next_round(town):
    case = make_case(town, state="replied")
    Request.objects.create(
        town=town, case=case, kind="extend", unit=case.lead, reason="等配件", value=5,
        asked_at=clock.now(),
    )  # fmt: skip
    assert queries.office_counts()["extensions"] == 0
    not_satisfied(case)
    assert Request.objects.get().state == "denied"
    assert told(case, "rehandle")["lapsed"] == ["extend"]
    assert queries.office_counts()["extensions"] == 0


@pytest.mark.parametrize(("grant", "state"), [(True, "granted"), (False, "denied")])
def test_request_can_be_decided_while_the_clock_stands(town, office, grant, state):
    with on(1):
        case = make_case(town)
        request = ask(case)
    with on(3):
        requests.stop_clock(case=case, by=office, reason="等县里批复")
        request.refresh_from_db()
        requests.decide_extension(request=request, by=office, grant=grant, note="看过了")
    with on(8):
        case.refresh_from_db()
        requests.resume_clock(case=case, by=office)
    # From the 16th: five days that stood still, then the five working days that were granted
    # (the 25th is the Mid-Autumn rest).
    assert case.due == (dt.date(2026, 9, 29) if grant else dt.date(2026, 9, 21))
    assert Request.objects.get().state == state


def test_pages_do_not_say_that_the_office_answered_what_lapsed(town):
    case = make_case(town)
    ask(case)
    sign(case)
    not_satisfied(case)
    office = Desk(town, "office")
    shown = page(office.get("case", case.pk))
    assert "办件已经“签发答复”，这个申请不用再答复。" in shown
    assert "党政办答复：" not in shown
    assert f"/{case.pk}/do/grant/" not in shown
    again = ask(case)
    assert f"/{case.pk}/do/grant/" in page(office.get("case", case.pk))
    requests.decide_extension(
        request=again, by=make_actor(town, Role.OFFICE), grant=False, note="不行"
    )
    assert "党政办答复：不行" in page(office.get("case", case.pk))


def test_desk_shows_promises_only_while_they_can_be_kept(town):
    case = make_case(town)
    by, clerk = system_actor(town.pk), make_actor(town, Role.CLERK)
    promise = replies.Promise("换新管", clock.today() + dt.timedelta(days=20))

    def waiting():
        found = queries.unit_cases(clerk, "promises")
        return queries.unit_counts(clerk)["promises"], [one.pk for one in found]

    replies.draft_and_sign(case=case, by=by, text="月底换", outcome="planned", promises=[promise])
    assert waiting() == (1, [case.pk])
    not_satisfied(case)
    assert waiting() == (0, [])
    sign(case, "先接了临时管。")
    assert waiting() == (1, [case.pk])
    actions.end_case(case=case, by=make_actor(town, Role.OFFICE), reason="地界归邻县")
    assert waiting() == (0, [])
