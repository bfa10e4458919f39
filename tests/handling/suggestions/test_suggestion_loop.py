"""A suggestion from the first draft to the deputy's verdict, by the verbs alone."""

import datetime as dt

import pytest
from django.utils import timezone

from huying.congress.actions import keep_session
from huying.core import clock as the_clock
from huying.core.errors import Denied, HuyingError, Missing, Stale, WrongState
from huying.core.models import Event
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import replies, requests
from huying.handling.actions import accept, reassign
from huying.handling.models import Case, Consultation, MeetingItem, Opinion, Reply
from huying.handling.replies import Promise
from huying.handling.suggestions import (
    assigning,
    consulting,
    further,
    meetings,
    opinions,
    spot,
    withdrawing,
)
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.origin import cases_of, reached
from huying.rulebook import changes
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning, drafting, examining, filing
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Term, Unit
from huying.voices import triage
from huying.voices.models import Matter
from tests.factories import (
    SUGGESTED,
    consult,
    make_actor,
    make_deputy,
    make_deputy_actor,
    make_public_matter,
    make_suggestion,
    make_town,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def at(day: str):
    return the_clock.pretend(timezone.make_aware(dt.datetime.fromisoformat(f"{day} 10:00")))


def unit(key):
    return Unit.objects.get(key=key)


def case_of(suggestion):
    return cases_of(suggestion).get()


def answer(case, outcome="resolved", promises=(), text="已经办好。"):
    by = system_actor(case.town_id)
    if case.state == "assigned":
        accept(case=case, by=by)
    consult(case)
    replies.draft(case=case, by=by, text=text, outcome=outcome, promises=list(promises))
    return replies.sign(case=case, by=by)


def judge(case, result="satisfied", deputy=None, word="还没有办好"):
    case.refresh_from_db()
    suggestion = Suggestion.objects.get(pk=case.origin_id)
    return opinions.give(
        case=case, deputy=deputy or suggestion.lead, by=system_actor(case.town_id),
        attitude="satisfied", result=result, word=word,
    )  # fmt: skip


def test_draft_to_verdict(town):
    suggestion = make_suggestion(town, state="answered")
    case = case_of(suggestion)
    assert (suggestion.state, suggestion.outcome, suggestion.answerer, case.state) == (
        "answered", "resolved", "水利站", "replied",
    )  # fmt: skip
    judge(case)
    suggestion.refresh_from_db()
    case.refresh_from_db()
    assert (suggestion.state, suggestion.result, case.state) == ("closed", "satisfied", "closed")
    verbs = Event.objects.filter(kind="suggestion", subject_id=suggestion.pk).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "start", "file", "accept", "assigned", "reply", "judge", "close",
    ]  # fmt: skip


# Clocks: 3 months from the day of assignment (代表法 2025 §51), 6 for the wide or difficult.


@pytest.mark.parametrize(("wide", "due"), [(False, "2026-09-10"), (True, "2026-12-10")])
def test_reply_is_due_by_the_category(town, wide, due):
    with at("2026-06-01"):
        suggestion = make_suggestion(town)
        assigning.classify(suggestion=suggestion, by=system_actor(town.pk), wide=True, reason="x")
        if not wide:
            assigning.classify(
                suggestion=suggestion, by=system_actor(town.pk), wide=False, reason="x"
            )
    with at("2026-06-10"):
        (case,) = assign_all([Plan(suggestion, unit("water"))], by=system_actor(town.pk))
    assert str(case.due) == due
    suggestion.refresh_from_db()
    assert str(suggestion.answer_due) == due


def test_found_difficult_later_moves_the_open_date_from_the_same_start(town):
    with at("2026-06-10"):
        suggestion = make_suggestion(town, state="with_units")
    with at("2026-07-01"):
        assigning.classify(
            suggestion=suggestion,
            by=system_actor(town.pk),
            wide=True,
            reason="涉及三个村的地下管线",
        )
    case = case_of(suggestion)
    assert (str(case.due), case.due_rule) == ("2026-12-10", "suggestion.reply_wide")
    suggestion.refresh_from_db()
    assert str(suggestion.answer_due) == "2026-12-10"


def test_period_by_category_knows_no_extension(town):
    case = case_of(make_suggestion(town, state="with_units"))
    with pytest.raises(HuyingError, match="不能延长"):
        requests.ask_extension(case=case, by=system_actor(town.pk), workdays=5, reason="等批复")


def test_township_pack_by_extension_counts_from_the_sessions_close(town):
    """山东乡镇规定 §15: two months from the session's close, at most four."""
    changes.choose_pack(
        town=town, pack="shandong_township", reason="试用", by=system_actor(town.pk)
    )
    keep_session(
        term=Term.objects.get(), number=1, opens=dt.date(2026, 7, 20), closes=dt.date(2026, 7, 21),
        by=system_actor(town.pk),
    )  # fmt: skip
    with at("2026-07-20"):
        suggestion = make_suggestion(town)
    with at("2026-08-10"):
        (case,) = assign_all([Plan(suggestion, unit("water"))], by=system_actor(town.pk))
        accept(case=case, by=system_actor(town.pk))
        assert str(case.due) == "2026-09-21"
        most = requests.most_workdays(case)
        with pytest.raises(HuyingError, match="延期最多"):
            requests.ask_extension(
                case=case, by=system_actor(town.pk), workdays=most + 1, reason="等批复"
            )
        request = requests.ask_extension(
            case=case, by=system_actor(town.pk), workdays=most, reason="等批复"
        )
        requests.decide_extension(request=request, by=system_actor(town.pk), grant=True)
    case.refresh_from_db()
    # Four months from 21 July: Saturday 21 November, so the Monday after it.
    assert str(case.due) == "2026-11-23"


def test_changed_pack_moves_what_is_open(town):
    with at("2026-06-10"):
        case = case_of(make_suggestion(town, state="with_units"))
        assert str(case.due) == "2026-09-10"
        shift = next(
            one for one in changes.preview_pack(town, "chongqing_township")
            if one.before == case.due
        )  # fmt: skip
        changes.choose_pack(
            town=town, pack="chongqing_township", reason="试用", by=system_actor(town.pk)
        )
    case.refresh_from_db()
    assert case.due == shift.after.date == dt.date(2026, 8, 10)
    assert "重庆" in case.due_basis["source"]


# Co-signing


def test_changed_text_asks_the_co_signers_again_and_the_old_text_back_does_not(town):
    signer_deputy = make_deputy(town)
    suggestion = make_suggestion(town, state="draft", signers=[signer_deputy])
    by = system_actor(town.pk)
    assert [one.deputy for one in cosigning.holding(suggestion)] == [signer_deputy]

    changed = Text(SUGGESTED.title, SUGGESTED.grounds, "三、换成太阳能灯。", SUGGESTED.category)
    drafting.save(suggestion=suggestion, by=by, text=changed)
    assert (list(cosigning.holding(suggestion)), len(cosigning.unsettled(suggestion))) == ([], 1)
    with pytest.raises(HuyingError) as caught:
        filing.file(suggestion=suggestion, by=by, declared=grounds(town))
    assert caught.value.code == "unconfirmed"

    drafting.save(suggestion=suggestion, by=by, text=SUGGESTED)
    assert [one.deputy for one in cosigning.holding(suggestion)] == [signer_deputy]


def grounds(town):
    return [ground.key for ground in rulebook.grounds(town)]


def test_only_the_co_signer_confirms_and_only_what_they_read(town):
    deputy, other = make_deputy(town), make_deputy(town, "常志宏")
    suggestion = make_suggestion(town, state="draft")
    cosigning.invite(suggestion=suggestion, deputies=[deputy], by=system_actor(town.pk))
    signer = suggestion.cosigners.get()
    actor = make_deputy_actor(town, deputy)
    with pytest.raises(HuyingError, match="改过"):
        cosigning.confirm(signer=signer, by=actor, digest="0" * 64)
    stranger = make_deputy_actor(town, other)
    with pytest.raises(HuyingError, match="本人"):
        cosigning.confirm(signer=signer, by=stranger, digest=suggestion.digest)
    with pytest.raises(Denied):
        cosigning.confirm(signer=signer, by=make_actor(town, Role.STAFF), digest=suggestion.digest)
    cosigning.confirm(signer=signer, by=actor, digest=suggestion.digest, via_lead=True)
    signer.refresh_from_db()
    assert (signer.state, signer.via_lead, signer.seen["title"]) == (
        "confirmed", True, SUGGESTED.title,
    )  # fmt: skip


def test_filed_without_the_unconfirmed_drops_their_names(town):
    deputy = make_deputy(town)
    suggestion = make_suggestion(town, state="draft")
    by = system_actor(town.pk)
    cosigning.invite(suggestion=suggestion, deputies=[deputy], by=by)
    filing.file(suggestion=suggestion, by=by, declared=grounds(town), without_unconfirmed=True)
    assert suggestion.state == "filed"
    assert suggestion.cosigners.get().state == "declined"


# Filing and examination


@pytest.mark.parametrize("field", ["title", "grounds", "proposal"])
def test_what_is_missing_is_said_at_its_field(town, field):
    suggestion = make_suggestion(town, state="draft")
    Suggestion.objects.filter(pk=suggestion.pk).update(**{field: " "})
    with pytest.raises(Missing) as caught:
        filing.file(suggestion=suggestion, by=system_actor(town.pk), declared=grounds(town))
    assert caught.value.field == field


def test_every_ground_must_be_answered(town):
    suggestion = make_suggestion(town, state="draft")
    with pytest.raises(HuyingError) as caught:
        filing.file(suggestion=suggestion, by=system_actor(town.pk), declared=grounds(town)[1:])
    assert caught.value.field == "declared"


def test_numbers_run_by_session_and_between_sessions_by_year(town):
    by = system_actor(town.pk)
    keep_session(term=Term.objects.get(), number=2, opens=dt.date(2026, 7, 20),
                 closes=dt.date(2026, 7, 21), by=by)  # fmt: skip
    codes = []
    for day in ("2026-07-01", "2026-07-20", "2026-07-21", "2026-07-22"):
        with at(day):
            suggestion = make_suggestion(town)
            codes.append((suggestion.series, suggestion.code))
    assert codes == [
        ("t18b2026", "闭会第1号建议"), ("t18s2", "第1号建议"), ("t18s2", "第2号建议"),
        ("t18b2026", "闭会第2号建议"),
    ]  # fmt: skip


def test_sent_back_mended_and_filed_again(town):
    suggestion = make_suggestion(town, state="filed")
    by = system_actor(town.pk)
    examining.send_back(
        suggestion=suggestion, by=by, ground="no_content", reason="请写清是哪几盏灯"
    )
    drafting.save(suggestion=suggestion, by=by, text=SUGGESTED)
    filing.file(suggestion=suggestion, by=by, declared=grounds(town))
    examining.accept(suggestion=suggestion, by=by)
    assert (suggestion.state, suggestion.number) == ("accepted", 1)


def test_bill_counts_confirmed_signatures_and_comes_over_as_a_suggestion(town):
    by = system_actor(town.pk)
    people = [make_deputy(town, f"代表{n}") for n in range(4)]
    keep_session(term=Term.objects.get(), number=1, opens=the_clock.today(), closes=None, by=by)
    bill = make_suggestion(town, state="draft", kind="bill", signers=people[:3])
    with pytest.raises(HuyingError) as caught:
        filing.file(suggestion=bill, by=by, declared=grounds(town))
    assert (caught.value.code, "一共4名" in str(caught.value)) == ("too_few", True)
    cosigning.invite(suggestion=bill, deputies=people[3:], by=by)
    cosigning.confirm(signer=bill.cosigners.get(deputy=people[3]), by=by, digest=bill.digest)
    filing.file(suggestion=bill, by=by, declared=grounds(town))
    with pytest.raises(HuyingError, match="列入议程"):
        examining.accept(suggestion=bill, by=by)
    examining.turn_into_suggestion(suggestion=bill, by=by, reason="不属于本次会议议题")
    assert (bill.kind, bill.state, bill.code) == ("suggestion", "accepted", "第1号建议")


# Assigning


def test_meeting_assigns_all_that_is_settled_in_one_act(town):
    by = make_actor(town, Role.STAFF)
    texts = [
        Text("关于检修南社村水管的建议", "南社村自来水管常漏。", "一、换管。", "water.leak"),
        Text("关于修任庄桥的建议", "任庄桥栏杆断了。", "一、修桥。", "roads.bridge"),
        Text("关于办老年食堂的建议", "老人做饭难。", "一、办食堂。", "welfare.elderly"),
    ]
    one, two, three = [make_suggestion(town, text=text) for text in texts]
    meeting = meetings.prepare(town=town, by=by, title="代表建议交办会", held_on=the_clock.today())
    items = list(MeetingItem.objects.filter(meeting=meeting))
    assert [item.lead.key for item in items] == ["water", "transport", "social"]
    assert items[0].reasons == ["水利站：主办这一大类", "水利站：文中说到自来水"]
    meetings.begin(meeting=meeting, by=by)
    assert meeting.current_id == items[0].pk
    meetings.decide(item=items[0], by=by, state="agreed", lead=unit("water"), others=[])
    meetings.decide(
        item=items[1], by=by, state="disputed", lead=unit("transport"), others=[],
        dispute="交通站说桥归水利站管",
    )  # fmt: skip
    with pytest.raises(HuyingError, match="还有没定的"):
        meetings.close(meeting=meeting, by=by)
    assert Case.objects.count() == 0
    items[1].refresh_from_db()
    meetings.decide(
        item=items[1], by=by, state="agreed", lead=unit("transport"), others=[unit("water")],
        dispute="交通站说桥归水利站管", settlement="分管副镇长定：交通站主办", seen=items[1].decided_at,
    )  # fmt: skip
    meetings.decide(item=items[2], by=by, state="put_off", lead=None, others=[])
    meeting.refresh_from_db()
    cases = meetings.close(meeting=meeting, by=by)
    assert [(case.lead.key, case.state) for case in cases] == [
        ("water", "assigned"), ("transport", "assigned"),
    ]  # fmt: skip
    assert [one.unit.key for one in cases[1].cohandlers.all()] == ["water"]
    for suggestion in (one, two, three):
        suggestion.refresh_from_db()
    assert [one.state, two.state, three.state] == ["with_units", "with_units", "accepted"]
    assert "由交通管理站主办，水利站会办" in meeting.minutes
    assert "会上意见：交通站说桥归水利站管；商定：分管副镇长定：交通站主办。" in meeting.minutes
    assert "本次没有交办的：" in meeting.minutes


def test_two_people_deciding_one_item_do_not_overwrite_each_other(town):
    by = make_actor(town, Role.STAFF)
    make_suggestion(town)
    meeting = meetings.prepare(town=town, by=by, title="交办会", held_on=the_clock.today())
    item = meeting.items.get()
    other = meeting.items.get()
    meetings.decide(item=item, by=by, state="agreed", lead=unit("water"), others=[])
    with pytest.raises(Stale):
        meetings.decide(item=other, by=by, state="agreed", lead=unit("social"), others=[])


def test_meeting_that_fails_for_one_assigns_none(town):
    by = make_actor(town, Role.STAFF)
    make_suggestion(town)
    gone = make_suggestion(town)
    meeting = meetings.prepare(town=town, by=by, title="交办会", held_on=the_clock.today())
    for item in meeting.items.all():
        meetings.decide(item=item, by=by, state="agreed", lead=unit("water"), others=[])
    withdrawing.withdraw(suggestion=gone, by=system_actor(town.pk), reason="已经修好")
    meeting.refresh_from_db()
    with pytest.raises(HuyingError, match="不能交办"):
        meetings.close(meeting=meeting, by=by)
    meeting.refresh_from_db()
    assert (Case.objects.count(), meeting.state) == (0, "preparing")


def test_separate_handlers_each_reply_and_the_last_answers_the_suggestion(town):
    suggestion = make_suggestion(town)
    plan = Plan(suggestion, unit("water"), [unit("transport")], separately=True)
    first, second = assign_all([plan], by=system_actor(town.pk))
    suggestion.refresh_from_db()
    assert suggestion.answerer == "水利站、交通管理站"
    answer(first)
    suggestion.refresh_from_db()
    assert suggestion.state == "with_units"
    answer(second, outcome="deferred", text="桥面明年再看。")
    suggestion.refresh_from_db()
    assert suggestion.state == "answered"
    judge(first)
    suggestion.refresh_from_db()
    assert suggestion.state == "answered"
    judge(second, "mostly_satisfied")
    suggestion.refresh_from_db()
    assert suggestion.state == "closed"


def test_refused_in_time_and_reassigned_by_the_congress(town):
    suggestion = make_suggestion(town)
    (case,) = assign_all([Plan(suggestion, unit("water"))], by=system_actor(town.pk))
    requests.refuse(case=case, by=system_actor(town.pk), reason="路灯不归水利站")
    staff = make_actor(town, Role.STAFF)
    reassign(case=case, by=staff, lead=unit("transport"), reason="改由交通站办")
    suggestion.refresh_from_db()
    assert (suggestion.answerer, case.state) == ("交通管理站", "assigned")
    # 3 months from the first assignment: another unit inherits what is left of it.
    assert case.due == rulebook.due(town, "suggestion.reply", the_clock.today()).date


def test_staff_cannot_assign_what_is_the_town_offices(town):
    from tests.factories import make_case

    case = make_case(town, state="at_office")
    from huying.handling import actions

    with pytest.raises(Denied):
        actions.assign(case=case, by=make_actor(town, Role.STAFF), lead=unit("water"))


# Talking with the deputy, replying, judging


def test_reply_is_not_signed_before_the_talk(town):
    case = case_of(make_suggestion(town, state="with_units"))
    by = system_actor(town.pk)
    replies.draft(case=case, by=by, text="修好了。", outcome="resolved", promises=[])
    with pytest.raises(HuyingError) as caught:
        replies.sign(case=case, by=by)
    assert caught.value.code == "not_consulted"
    consult(case)
    replies.sign(case=case, by=by)
    assert case.state == "replied"


def test_units_own_people_accept_talk_and_sign(town):
    suggestion = make_suggestion(town)
    (case,) = assign_all([Plan(suggestion, unit("water"))], by=make_actor(town, Role.STAFF))
    clerk, head = make_actor(town, Role.CLERK), make_actor(town, Role.HEAD)
    accept(case=case, by=clerk)
    consult(case, by=clerk)
    replies.draft(case=case, by=clerk, text="修好了。", outcome="resolved", promises=[])
    replies.sign(case=case, by=head, code="高政复〔2026〕3号")
    suggestion.refresh_from_db()
    reply = Reply.objects.get()
    assert (suggestion.state, reply.code, reply.signer) == (
        "answered", "高政复〔2026〕3号", head.name,
    )  # fmt: skip
    lead = make_deputy_actor(town, suggestion.lead)
    opinions.give(
        case=case, deputy=suggestion.lead, by=lead, attitude="satisfied", result="satisfied"
    )
    suggestion.refresh_from_db()
    assert suggestion.state == "closed"


def test_deputy_confirms_the_talk_once_or_says_how_it_was(town):
    suggestion = make_suggestion(town, state="with_units")
    case = case_of(suggestion)
    consult(case)
    talked = Consultation.objects.get()
    with pytest.raises(Missing):
        consulting.answer_consultation(
            talked=talked, deputy=suggestion.lead, by=system_actor(town.pk), confirmed=False
        )
    stranger = make_deputy(town, "外人")
    with pytest.raises(HuyingError, match="没有领衔或联名"):
        consulting.answer_consultation(
            talked=talked, deputy=stranger, by=make_deputy_actor(town, stranger), confirmed=True
        )
    consulting.answer_consultation(
        talked=talked, deputy=suggestion.lead, by=make_deputy_actor(town, suggestion.lead),
        confirmed=True,
    )  # fmt: skip
    talked.refresh_from_db()
    assert (talked.confirmed, talked.answered_by) == (True, suggestion.lead)


def test_not_satisfied_is_handled_again_then_goes_further_then_ends(town):
    with at("2026-06-10"):
        suggestion = make_suggestion(town, state="answered")
        case = case_of(suggestion)
        judge(case, "dissatisfied")
        case.refresh_from_db()
        suggestion.refresh_from_db()
        assert (case.state, case.round, suggestion.state, suggestion.round) == (
            "handling", 2, "with_units", 2,
        )  # fmt: skip
        assert case.due == rulebook.due(town, "suggestion.rehandle", dt.date(2026, 6, 10)).date
        answer(case)
        judge(case, "dissatisfied")
        case.refresh_from_db()
        assert case.state == "further"
        staff = make_actor(town, Role.STAFF)
        further.record_next_step(
            case=case, by=staff, held_on=dt.date(2026, 6, 9), people="两名专家、代表、镇规划办",
            conclusion="确实要等明年的规划",
        )  # fmt: skip
        judge(case, "mostly_satisfied")
    case.refresh_from_db()
    suggestion.refresh_from_db()
    assert (case.state, suggestion.state, suggestion.result) == (
        "closed", "closed", "mostly_satisfied",
    )  # fmt: skip
    assert Reply.objects.filter(case=case).count() == 2


def test_co_signer_may_differ_and_the_lead_decides(town):
    other = make_deputy(town)
    suggestion = make_suggestion(town, state="answered", signers=[other])
    case = case_of(suggestion)
    judge(case, "dissatisfied", deputy=other)
    case.refresh_from_db()
    assert case.state == "replied"
    judge(case, "satisfied")
    case.refresh_from_db()
    assert case.state == "closed"
    assert [(one.deputy, one.leads, one.result) for one in Opinion.objects.order_by("id")] == [
        (other, False, "dissatisfied"), (suggestion.lead, True, "satisfied"),
    ]  # fmt: skip


def test_promise_keeps_it_open_and_its_receipt_may_bring_it_back(town):
    suggestion = make_suggestion(town, state="with_units")
    case = case_of(suggestion)
    day = the_clock.today() + dt.timedelta(days=40)
    answer(case, "planned", [Promise("明年三月前换灯", day)])
    judge(case)
    case.refresh_from_db()
    assert case.state == "promised"
    with pytest.raises(HuyingError, match="还没有全部办到"):
        opinions.receipt(
            case=case, deputy=suggestion.lead, by=system_actor(town.pk), result="satisfied"
        )
    replies.keep_promise(
        commitment=case.commitments.get(), by=system_actor(town.pk), text="灯已换好，请代表看。"
    )
    case.refresh_from_db()
    suggestion.refresh_from_db()
    assert (case.state, suggestion.state) == ("closed", "closed")
    opinions.receipt(
        case=case, deputy=suggestion.lead, by=system_actor(town.pk), result="dissatisfied",
        word="只换了五盏",
    )  # fmt: skip
    case.refresh_from_db()
    suggestion.refresh_from_db()
    assert (case.state, case.round, suggestion.state) == ("handling", 2, "with_units")


def test_form_that_does_not_come_back_closes_the_case_uncounted(town):
    with at("2026-06-10"):
        suggestion = make_suggestion(town, state="answered")
        due = Reply.objects.get().feedback_due
    with at(str(due)):
        assert opinions.settle_unreturned(town) == 0
    with at(str(due + dt.timedelta(days=1))):
        assert opinions.settle_unreturned(town) == 1
        assert opinions.settle_unreturned(town) == 0
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.result, Opinion.objects.count()) == ("closed", "", 0)


def test_nobody_judges_before_there_is_a_reply(town):
    case = case_of(make_suggestion(town, state="with_units"))
    with pytest.raises(WrongState):
        judge(case)


def test_reply_on_the_spot_while_the_congress_sits(town):
    by = make_actor(town, Role.STAFF)
    suggestion = make_suggestion(town)
    more = {"suggestion": suggestion, "unit": unit("water"), "by": by, "people": "赵站长、钱工",
            "text": "当场查了，明天就去换。", "outcome": "resolved"}  # fmt: skip
    with pytest.raises(HuyingError, match="不在会议期间"):
        spot.reply_on_the_spot(**more)
    keep_session(term=Term.objects.get(), number=1, opens=the_clock.today(), closes=None, by=by)
    spot.reply_on_the_spot(**more)
    suggestion.refresh_from_db()
    reply = Reply.objects.get()
    assert (suggestion.state, reply.on_the_spot, reply.signer) == ("answered", True, "赵站长")
    assert Consultation.objects.get().confirmed is True


# The residents behind it


def test_residents_matter_goes_with_the_suggestion_and_hears_the_answer(town):
    matter = make_public_matter(town, "路灯不亮", reach="19900000001")
    by = system_actor(town.pk)
    triage.keep_for_suggestion(matter=matter, by=by, reason="涉及全镇")
    suggestion = make_suggestion(town, state="with_units", matters=[matter])
    matter.refresh_from_db()
    assert (matter.state, matter.answerer, matter.answer_due) == (
        "with_town", "水利站", suggestion.answer_due,
    )  # fmt: skip
    case = case_of(suggestion)
    answer(case, text="灯修好了，有事打19900000002。")
    matter.refresh_from_db()
    assert (matter.state, matter.answer) == ("answered", "灯修好了，有事打［电话］。")
    judge(case, "dissatisfied")
    matter.refresh_from_db()
    assert (matter.state, matter.round) == ("with_town", 2)


def test_withdrawn_suggestion_gives_its_matter_back(town):
    matter = make_public_matter(town, "路灯不亮")
    by = system_actor(town.pk)
    triage.keep_for_suggestion(matter=matter, by=by, reason="涉及全镇")
    suggestion = make_suggestion(town, state="with_units", matters=[matter])
    lead = make_deputy_actor(town, suggestion.lead)
    withdrawing.withdraw(suggestion=suggestion, by=lead, reason="村里已经自己修了")
    matter.refresh_from_db()
    assert (suggestion.state, matter.state, case_of(suggestion).state) == (
        "withdrawn", "new", "ended",
    )  # fmt: skip
    assert Matter.objects.get(pk=matter.pk).triage_due is not None


def test_deputy_of_another_term_cannot_propose(town):
    old = Term.objects.create(town=town, number=17, starts="2021-05-01")
    past = Deputy.objects.create(town=town, term=old, name="前届", card_no="1")
    with pytest.raises(HuyingError, match="本届在任"):
        drafting.start(town=town, lead=past, by=system_actor(town.pk))


def test_second_tap_takes_up_the_same_draft(town):
    matter = make_public_matter(town)
    lead = Deputy.objects.get()
    by = make_deputy_actor(town, lead)
    one = drafting.start(town=town, lead=lead, by=by, matters=[matter])
    assert drafting.start(town=town, lead=lead, by=by, matters=[matter]) == one
    drafting.save(suggestion=one, by=by, text=SUGGESTED, seen="")
    assert drafting.start(town=town, lead=lead, by=by, matters=[matter]) != one


def test_page_that_started_from_another_text_overwrites_nothing(town):
    suggestion = make_suggestion(town, state="draft")
    mine = Text("关于路灯的建议", SUGGESTED.grounds, SUGGESTED.proposal)
    with pytest.raises(Stale):
        drafting.save(suggestion=suggestion, by=system_actor(town.pk), text=mine, seen="")
    drafting.save(
        suggestion=suggestion, by=system_actor(town.pk), text=SUGGESTED, seen=""
    )  # The same text twice, as a retry sends it, is no conflict.


# Next steps and who is told


def test_contact_is_the_next_step_until_it_is_recorded(town):
    with at("2026-06-10"):
        suggestion = make_suggestion(town)
        (case,) = assign_all([Plan(suggestion, unit("water"))], by=system_actor(town.pk))
        accept(case=case, by=system_actor(town.pk))
        assert case.step_due == rulebook.due(town, "suggestion.contact", dt.date(2026, 6, 10)).date
        consult(case)
    case.refresh_from_db()
    assert (case.step_due, case.step_due_basis) == (None, {})


def test_refusal_sets_the_congress_its_date(town):
    with at("2026-06-10"):
        suggestion = make_suggestion(town)
        (case,) = assign_all([Plan(suggestion, unit("water"))], by=system_actor(town.pk))
    with at("2026-06-11"):
        requests.refuse(case=case, by=system_actor(town.pk), reason="不归我们")
    assert case.step_due == rulebook.due(town, "suggestion.reassign", dt.date(2026, 6, 11)).date


def test_helpers_give_their_opinion_again_in_the_next_round(town):
    suggestion = make_suggestion(town)
    plan = Plan(suggestion, unit("water"), [unit("transport")])
    (case,) = assign_all([plan], by=system_actor(town.pk))
    answer(case)
    judge(case, "dissatisfied")
    case.refresh_from_db()
    (helper,) = case.cohandlers.filter(round=2)
    assert (helper.unit.key, helper.given_at) == ("transport", None)
    assert helper.due == rulebook.due(town, "suggestion.cohandler_redo", the_clock.today()).date


@pytest.mark.parametrize(("pack", "told"), [("shandong_township", 1), ("zhejiang", 2)])
def test_reply_goes_to_each_or_through_the_lead_with_consent(town, pack, told):
    """山东乡镇规定: through the lead with consent; 浙江 §18: to each."""
    changes.choose_pack(town=town, pack=pack, reason="试用", by=system_actor(town.pk))
    other = make_deputy(town)
    suggestion = make_suggestion(town, state="with_units", signers=[other])
    suggestion.cosigners.update(via_lead=True)
    assert len(reached(suggestion)) == told


def test_pack_without_categories_moves_a_wide_one_to_its_own_rule(town):
    with at("2026-06-01"):
        suggestion = make_suggestion(town)
        by = system_actor(town.pk)
        assigning.classify(suggestion=suggestion, by=by, wide=True, reason="涉及三个村")
        (case,) = assign_all([Plan(suggestion, unit("water"))], by=by)
        assert str(case.due) == "2026-12-01"
        changes.choose_pack(town=town, pack="chongqing_township", reason="试用", by=by)
    case.refresh_from_db()
    # 重庆乡镇条例 §16: two months for all, extended where needed: 1 August is a Saturday.
    assert (case.due_rule, str(case.due)) == ("suggestion.reply", "2026-08-03")


def test_form_that_is_out_moves_with_its_rule(town):
    with at("2026-06-10"):
        make_suggestion(town, state="answered")
        changes.choose_rule(
            town=town, key="suggestion.feedback", value=3, unit="days", reason="快些",
            by=system_actor(town.pk),
        )  # fmt: skip
    assert str(Reply.objects.get().feedback_due) == "2026-06-15"


def test_text_that_was_not_shown_is_not_filed(town):
    suggestion = make_suggestion(town, state="draft")
    seen, by = suggestion.digest, system_actor(town.pk)
    changed = Text(SUGGESTED.title, SUGGESTED.grounds, "换一种办法。", SUGGESTED.category)
    drafting.save(suggestion=suggestion, by=by, text=changed)
    with pytest.raises(Stale):
        filing.file(suggestion=suggestion, by=by, declared=grounds(town), seen=seen)
    filing.file(suggestion=suggestion, by=by, declared=grounds(town), seen=suggestion.digest)
    body = Event.objects.get(kind="suggestion", verb="file").content.body
    assert body["proposal"] == "换一种办法。"


def test_bill_becomes_a_suggestion_while_it_is_written_and_not_after(town):
    bill = make_suggestion(town, state="draft", kind="bill")
    drafting.file_as(suggestion=bill, kind="suggestion", by=system_actor(town.pk))
    bill.refresh_from_db()
    assert bill.kind == "suggestion"
    filed = make_suggestion(town, state="filed")
    with pytest.raises(WrongState):
        drafting.file_as(suggestion=filed, kind="bill", by=system_actor(town.pk))
