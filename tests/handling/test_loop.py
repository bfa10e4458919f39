"""The loop, end to end, by the verbs alone: said, routed, answered, judged, handled again, closed."""

import pytest

from huying.core.errors import Denied, HuyingError, WrongState
from huying.core.models import Event, Message
from huying.core.permissions import Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import actions, judging, replies, requests, withdrawal
from huying.handling.models import Case, Recheck, Verdict
from huying.rulebook import queries as rulebook
from huying.town.models import Unit
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.models import Matter
from tests.factories import make_actor, make_case, make_public_matter, make_town, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def resident(voice):
    return Actor(kind="resident", town_id=voice.town_id, voice_id=voice.pk)


def judge(voice, grade, **more):
    return judging.judge(
        by=resident(voice), voice=voice, grade=grade, solved=grade == "satisfied", **more
    )


def test_voice_to_rated_answer_to_second_round_to_close(town):
    case = make_case(town, state="replied", reach="19900000001")
    matter = Matter.objects.get(pk=case.origin_id)
    voice = matter.voices.get()
    assert (matter.state, matter.answerer, matter.answer) == ("answered", "水利站", "水管已换新。")

    judge(voice, "dissatisfied", word="还在漏")
    matter.refresh_from_db()
    case.refresh_from_db()
    again = rulebook.due(town, "case.rehandle", case.due_start)
    assert (matter.state, matter.round, case.state, case.round) == ("with_town", 2, "handling", 2)
    assert (case.due, matter.answer_due) == (again.date, again.date)

    head = make_actor(town, Role.HEAD)
    replies.draft_and_sign(
        case=case, by=head, text="换了整段管子。", outcome="resolved", promises=[]
    )
    judge(voice, "satisfied")
    matter.refresh_from_db()
    case.refresh_from_db()
    assert (matter.state, case.state, matter.grades) == (
        "closed", "closed", {"satisfied": 1, "solved": 1},
    )  # fmt: skip
    assert [reply.text for reply in case.replies.all()] == ["水管已换新。", "换了整段管子。"]
    assert list(Verdict.objects.order_by("round").values_list("round", "grade")) == [
        (1, "dissatisfied"),
        (2, "satisfied"),
    ]
    assert list(Message.objects.order_by("id").values_list("template", flat=True)) == [
        "answered", "rehandled", "answered",
    ]  # fmt: skip


def test_rounds_are_limited_and_never_end_in_silence(town):
    case = make_case(town, state="replied")
    voice = Matter.objects.get(pk=case.origin_id).voices.get()
    head = make_actor(town, Role.HEAD)
    limit = int(rulebook.value(town, "case.rounds_max"))
    for _round in range(1, limit):
        judge(voice, "dissatisfied")
        case.refresh_from_db()
        replies.draft_and_sign(case=case, by=head, text="又办了", outcome="resolved", promises=[])
    judge(voice, "dissatisfied")
    case.refresh_from_db()
    assert (case.state, case.round) == ("replied", limit)
    staff = make_actor(town, Role.STAFF)
    actions.end_case(case=case, by=staff, reason="地界归邻县，已移交。")
    matter = Matter.objects.get(pk=case.origin_id)
    assert (matter.state, case.state) == ("closed", "ended")


def test_me_toos_start_the_next_round_only_by_their_share(town):
    matter = make_public_matter(town)
    public = Actor(kind="public", town_id=town.pk)
    people = [
        voices.support(town=town, matter=matter, by=public, client_key=str(n)) for n in range(4)
    ]
    triage.answer_on_spot(matter=matter, by=system_actor(town.pk), text="已修好")

    def rate(person, grade):
        by = Actor(kind="resident", town_id=town.pk, support_id=person.pk)
        judging.judge(by=by, supporter=person, grade=grade, solved=False)
        matter.refresh_from_db()
        return matter.state

    assert rate(people[0], "dissatisfied") == "answered"
    assert rate(people[1], "satisfied") == "answered"
    assert rate(people[2], "satisfied") == "answered"
    assert rate(people[3], "dissatisfied") == "new"
    assert matter.round == 2


def test_verdict_changed_counts_once(town):
    case = make_case(town, state="replied")
    matter = Matter.objects.get(pk=case.origin_id)
    other = make_voice(town, "我家也停水")
    matter.voices.add(other)
    judge(other, "mostly_satisfied")
    judge(other, "satisfied")
    matter.refresh_from_db()
    assert matter.grades == {"satisfied": 1, "solved": 1}
    assert Event.objects.filter(kind="matter", verb="judge").count() == 2


def test_unit_never_passes_a_refusal_on(town):
    case = make_case(town, state="assigned")
    clerk, office = make_actor(town, Role.CLERK), make_actor(town, Role.OFFICE)
    with pytest.raises(Denied):
        actions.reassign(
            case=case, by=clerk, lead=Unit.objects.get(key="social"), reason="不归我们"
        )
    requests.refuse(case=case, by=clerk, reason="路归交通管")
    due = case.due
    actions.reassign(case=case, by=office, lead=Unit.objects.get(key="transport"), reason="属实")
    assert (case.state, case.lead.key, case.due) == ("assigned", "transport", due)
    assert case.requests.get().state == "granted"


def test_extension_moves_the_due_date_and_the_residents_see_it(town):
    case = make_case(town, state="handling")
    clerk, office = make_actor(town, Role.CLERK), make_actor(town, Role.OFFICE)
    before = case.due
    request = requests.ask_extension(case=case, by=clerk, workdays=5, reason="等配件")
    with pytest.raises(HuyingError):
        requests.ask_extension(case=case, by=clerk, workdays=5, reason="再等")
    requests.decide_extension(request=request, by=office, grant=True)
    case = Case.objects.get(pk=case.pk)
    assert case.due > before
    assert Matter.objects.get(pk=case.origin_id).answer_due == case.due


def test_promise_keeps_the_case_open(town):
    import datetime as dt

    case = make_case(town, state="handling")
    by = system_actor(town.pk)
    with pytest.raises(HuyingError):
        replies.draft(case=case, by=by, text="快了", outcome="planned", promises=[])
    promise = replies.Promise("换新管", rulebook.due(town, "case.rehandle", dt.date.today()).date)
    replies.draft(case=case, by=by, text="月底换", outcome="planned", promises=[promise])
    replies.sign(case=case, by=by)
    matter = Matter.objects.get(pk=case.origin_id)
    judge(matter.voices.get(), "satisfied")
    case.refresh_from_db()
    matter.refresh_from_db()
    assert (case.state, matter.state) == ("promised", "answered")
    replies.keep_promise(
        commitment=case.commitments.get(), by=make_actor(town, Role.CLERK), text="换好了"
    )
    matter.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, matter.state) == ("closed", "closed")


def test_double_tap_makes_one_voice(town):
    one = make_voice(town, client_key="k")
    two = make_voice(town, client_key="k")
    assert (one.pk, Matter.objects.count()) == (two.pk, 1)


def test_recheck_is_asked_by_another_person(town):
    case = make_case(town, state="replied")
    matter = Matter.objects.get(pk=case.origin_id)
    staff = make_actor(town, Role.STAFF)
    verdict = judging.judge(
        by=staff, voice=matter.voices.get(), grade="satisfied", solved=True, taken_by="keeper"
    )
    recheck, _new = Recheck.objects.get_or_create(
        verdict=verdict, defaults={"town": town, "drawn_at": verdict.at}
    )
    with pytest.raises(HuyingError):
        judging.record_recheck(recheck=recheck, by=staff, reached=True, grade="satisfied")
    judging.record_recheck(
        recheck=recheck, by=make_actor(town, Role.STAFF), reached=True, grade="satisfied"
    )
    assert Recheck.objects.get().grade == "satisfied"


def test_resident_cannot_judge_for_another(town):
    case = make_case(town, state="handling")
    voice = Matter.objects.get(pk=case.origin_id).voices.get()
    with pytest.raises(WrongState):
        judge(voice, "satisfied")


def test_withdrawn_matter_ends_the_work_on_it(town):
    case = make_case(town, state="handling")
    voice = Matter.objects.get(pk=case.origin_id).voices.get()
    withdrawal.withdraw_voice(voice=voice, by=resident(voice), reason="已经修好了")
    case.refresh_from_db()
    matter = Matter.objects.get(pk=case.origin_id)
    assert (case.state, matter.state, matter.voice_count) == ("ended", "withdrawn", 0)


def test_withdrawn_voice_leaves_the_others_work(town):
    case = make_case(town, state="handling")
    matter = Matter.objects.get(pk=case.origin_id)
    other = make_voice(town, "我家也停水")
    triage.merge(source=other.matter, target=matter, by=system_actor(town.pk))
    other.refresh_from_db()
    withdrawal.withdraw_voice(voice=other, by=resident(other), reason="说错了")
    case.refresh_from_db()
    matter.refresh_from_db()
    assert (case.state, matter.state, matter.voice_count) == ("handling", "with_town", 1)
