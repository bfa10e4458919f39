"""One page of a suggestion: who sees what of it, and what the congress does on it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.congress.actions import keep_session
from huying.core import clock
from huying.core.permissions import Role, system_actor
from huying.handling import replies
from huying.handling.actions import accept
from huying.handling.models import Opinion
from huying.handling.replies import Promise
from huying.handling.suggestions import opinions
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.origin import cases_of
from huying.rulebook import queries as rulebook
from huying.suggestions import cosigning
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.suggestions.numbering import expected_code
from huying.town.models import Account, Term, Unit
from tests.factories import (
    SUGGESTED,
    consult,
    make_deputy,
    make_deputy_actor,
    make_public_matter,
    make_suggestion,
)
from tests.web.browser import BACKEND, Desk, page

pytestmark = pytest.mark.django_db

PRIVATE = Text(
    SUGGESTED.title,
    "南社村路灯不亮，李建国家13903560000可以作证。",
    SUGGESTED.proposal,
    "roads.lights",
)


def case_of(suggestion):
    return cases_of(suggestion).get()


def do(desk, suggestion, verb, **said):
    suggestion.refresh_from_db()
    said.setdefault("version", suggestion.version)
    return desk.post("suggestion-act", suggestion.pk, verb, **said)


def judge(suggestion, result, word="还没有办好"):
    case = case_of(suggestion)
    return opinions.give(
        case=case, deputy=suggestion.lead, by=system_actor(case.town_id), attitude="satisfied",
        result=result, word=word,
    )  # fmt: skip


def answer(case, text="重新办好了。"):
    by = system_actor(case.town_id)
    case.refresh_from_db()
    consult(case)
    replies.draft(case=case, by=by, text=text, outcome="resolved", promises=[])
    replies.sign(case=case, by=by)


def test_public_reads_what_was_accepted_without_contacts_or_private_words(town, desk_of):
    suggestion = make_suggestion(town, state="answered", text=PRIVATE, signers=[make_deputy(town)])
    judge(suggestion, "dissatisfied", "刘会计说根本没换")
    html = page(desk_of("").get("suggestion", suggestion.pk))
    for shown in ("闭会第1号建议", "王𠮷祥", "李䶮", "路灯已全部换新。", "水利站", "同代表面商过",
                  "第2轮", "不满意"):  # fmt: skip
        assert shown in html, shown
    for hidden in ("13903560000", "刘会计说根本没换", "看了现场，商定了办法。", "站长、技术员"):
        assert hidden not in html, hidden
    inside = page(desk_of(Role.STAFF).get("suggestion", suggestion.pk))
    for shown in ("13903560000", "刘会计说根本没换", "看了现场，商定了办法。", "站长、技术员"):
        assert shown in inside, shown


@pytest.mark.parametrize(
    ("state", "private", "readers"),
    [
        ("draft", "", {"lead"}),
        ("filed", "", {"lead", "staff"}),
        ("accepted", "涉及个人隐私", {"lead", "staff"}),
        ("accepted", "", {"lead", "staff", "clerk", "keeper", "county", ""}),
    ],
)
def test_who_opens_it(town, state, private, readers):
    suggestion = make_suggestion(town, state=state)
    Suggestion.objects.update(private_reason=private)
    desks = {role: Desk(town, role) for role in ("", "staff", "clerk", "keeper", "county")}
    desks["lead"] = Desk(town, "deputy")
    opened = {
        name for name, desk in desks.items()
        if desk.get("suggestion", suggestion.pk).status_code == 200
    }  # fmt: skip
    assert opened == readers


def test_both_verdicts_stand_side_by_side_with_of_how_many(town, desk_of):
    matter = make_public_matter(town)
    suggestion = make_suggestion(town, state="answered", matters=[matter])
    judge(suggestion, "satisfied")
    matter.refresh_from_db()
    matter.grades = {"satisfied": 1, "dissatisfied": 2, "solved": 1}
    matter.save()
    html = page(desk_of("").get("suggestion", suggestion.pk))
    assert [row in html for row in ("1/1", "1/3", "2/3", "说已经解决的：1/3")] == [True] * 4


def test_reply_shows_the_towns_letter(town, desk_of):
    suggestion = make_suggestion(town, state="answered")
    scheme = rulebook.scheme(town)
    letter = scheme.letter("resolved")
    html = page(desk_of("").get("suggestion", suggestion.pk))
    assert f"{letter}（{scheme.meaning(letter)}）" in html


def test_matter_and_suggestion_lead_to_each_other(town, desk_of):
    matter = make_public_matter(town)
    suggestion = make_suggestion(town, matters=[matter])
    public = desk_of("")
    assert public.url("suggestion", suggestion.pk) in page(public.get("public-matter", matter.pk))
    assert public.url("public-matter", matter.pk) in page(public.get("suggestion", suggestion.pk))
    Suggestion.objects.update(private_reason="涉及个人隐私")
    assert public.url("suggestion", suggestion.pk) not in page(
        desk_of(Role.CLERK).get("public-matter", matter.pk)
    )


# Examination


def test_accepting_shows_the_number_guess_and_names_before(town, staff):
    suggestion = make_suggestion(town, state="filed", text=PRIVATE)
    html = page(staff.get("suggestion", suggestion.pk))
    for shown in ("闭会第1号建议", "13903560000", "李建国", "像是“路灯”"):
        assert shown in html, shown
    assert expected_code(suggestion) == "闭会第1号建议"
    answered = do(
        staff, suggestion, "accept", category="roads.lights", wide="on", wide_reason="三个村的线路",
        private_reason="",
    )  # fmt: skip
    assert answered.status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.code, suggestion.wide, suggestion.public) == (
        "accepted", "闭会第1号建议", True, True,
    )  # fmt: skip


def test_wide_without_a_reason_is_said_at_its_field_and_nothing_is_lost(town, staff):
    suggestion = make_suggestion(town, state="filed")
    again = do(
        staff, suggestion, "accept", category="roads.lights", wide="on", private_reason="隐私"
    )
    html = page(again)
    assert again.status_code == 422
    assert "请写明为什么认定涉及面广、办理难度大。" in html
    assert 'value="隐私"' in html
    suggestion.refresh_from_db()
    assert suggestion.state == "filed"


def test_sent_back_with_a_ground_or_not_accepted(town, staff, desk_of):
    one, two = make_suggestion(town, state="filed"), make_suggestion(town, state="filed")
    do(staff, one, "send-back", ground="no_content", reason="请写清是哪几盏灯")
    without = do(staff, two, "refuse", ground="", reason="不属于本镇")
    assert "请选不予受理的依据。" in page(without)
    do(staff, two, "refuse", ground="bid", reason="涉及招投标")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("sent_back", "refused")
    lead = desk_of(Role.DEPUTY)
    assert "请写清是哪几盏灯" in page(lead.get("suggestion", one.pk))


def test_somebody_faster_does_not_lose_what_was_typed(town, staff):
    suggestion = make_suggestion(town, state="filed")
    answered = do(staff, suggestion, "send-back", reason="写清楚些", version=suggestion.version - 1)
    html = page(answered)
    assert "刚刚被别人改动过" in html
    assert "写清楚些</textarea>" in html
    # Sent once more it stands.
    assert f'name="version" value="{suggestion.version}"' in html


def test_bill_is_put_on_the_agenda_or_turned(town, staff):
    keep_session(
        term=Term.objects.get(), number=1, opens=clock.today(), closes=None,
        by=system_actor(town.pk),
    )  # fmt: skip
    people = [make_deputy(town, f"代表{n}") for n in range(4)]
    bills = [make_suggestion(town, state="filed", kind="bill", signers=people) for _ in range(2)]
    html = page(staff.get("suggestion", bills[0].pk))
    assert ('id="do-agenda"' in html, 'id="do-accept"' in html) == (True, False)
    do(staff, bills[0], "agenda")
    do(staff, bills[1], "turn", reason="不属于会议议题")
    for bill in bills:
        bill.refresh_from_db()
    assert [bill.state for bill in bills] == ["on_agenda", "accepted"]


def test_classified_later_hidden_and_published_again(town, staff):
    suggestion = make_suggestion(town, state="with_units")
    due = case_of(suggestion).due
    do(staff, suggestion, "classify", wide="yes", reason="三个村的线路")
    assert case_of(suggestion).due > due
    do(staff, suggestion, "hide", reason="涉及个人隐私")
    suggestion.refresh_from_db()
    assert suggestion.private_reason == "涉及个人隐私"
    do(staff, suggestion, "publish")
    suggestion.refresh_from_db()
    assert suggestion.private_reason == ""


def test_papers_of_a_lead_and_of_a_co_signer(town, staff):
    suggestion = make_suggestion(
        town, state="with_units", signers=[make_deputy(town), make_deputy(town, "常志宏")]
    )
    signer = suggestion.cosigners.get(deputy__name="常志宏")
    do(staff, suggestion, "leave", signer=signer.pk, reason="看法变了")
    assert [one.deputy.name for one in cosigning.holding(suggestion)] == ["李䶮"]
    do(staff, suggestion, "withdraw", reason="已经自行解决")
    suggestion.refresh_from_db()
    assert (suggestion.state, case_of(suggestion).state) == ("withdrawn", "ended")


def test_forms_on_paper_and_what_follows_a_second_no(town, staff):
    suggestion = make_suggestion(town, state="answered")
    case = case_of(suggestion)
    lead = suggestion.lead_id
    no = {"attitude": "satisfied", "result": "dissatisfied", "deputy": lead, "case": case.pk}
    missing = do(staff, suggestion, "judge", **no)
    assert "不满意的，请写一句为什么" in page(missing)
    do(staff, suggestion, "judge", **no, word="还是不亮")
    answer(case)
    do(staff, suggestion, "judge", **no, word="还有三盏不亮")
    case.refresh_from_db()
    assert (case.state, Opinion.objects.count()) == ("further", 2)
    html = page(staff.get("suggestion", suggestion.pk))
    assert ('id="do-next-step"' in html, 'id="do-end"' in html) == (True, True)
    told = {"case": case.pk, "held_on": clock.today().isoformat(), "people": "主席、代表、站长"}
    assert do(staff, suggestion, "next-step", **told).status_code == 422
    do(staff, suggestion, "next-step", **told, conclusion="换供电线路后再装")
    do(staff, suggestion, "again", case=case.pk, reason="照会议商定的办")
    case.refresh_from_db()
    suggestion.refresh_from_db()
    assert (case.state, case.round, suggestion.state) == ("handling", 3, "with_units")


def test_talk_confirmed_on_paper(town, staff):
    suggestion = make_suggestion(town, state="with_units")
    case = case_of(suggestion)
    consult(case)
    talked = case.consultations.get()
    do(staff, suggestion, "confirm", deputy=suggestion.lead_id, talk=talked.pk, confirmed="yes")
    talked.refresh_from_db()
    assert (talked.confirmed, talked.answered_by) == (True, suggestion.lead)


def test_receipt_on_paper_once_all_promises_are_kept(town, staff):
    suggestion = make_suggestion(town, state="with_units")
    case, by = case_of(suggestion), system_actor(town.pk)
    consult(case)
    promise = Promise("年底前换完", clock.today() + dt.timedelta(days=9))
    replies.draft(case=case, by=by, text="正在换。", outcome="in_progress", promises=[promise])
    replies.sign(case=case, by=by)
    assert 'id="do-receipt"' not in page(staff.get("suggestion", suggestion.pk))
    replies.keep_promise(commitment=case.commitments.get(), by=by, text="换完了")
    do(staff, suggestion, "receipt", deputy=suggestion.lead_id, case=case.pk, result="satisfied")
    assert Opinion.objects.get().about == "commitment"


def test_reply_on_the_spot_only_while_the_congress_sits(town, staff):
    suggestion = make_suggestion(town)
    assert 'id="do-spot"' not in page(staff.get("suggestion", suggestion.pk))
    keep_session(
        term=Term.objects.get(), number=1, opens=clock.today(), closes=None,
        by=system_actor(town.pk),
    )  # fmt: skip
    water = Unit.objects.get(key="water")
    said = {"unit": water.pk, "people": "站长刘明", "text": "明天就换。", "outcome": "planned"}
    assert "请至少写一条承诺" in page(do(staff, suggestion, "spot", **said))
    do(staff, suggestion, "spot", **said, promise_0="换灯", day_0=clock.today().isoformat())
    suggestion.refresh_from_db()
    assert suggestion.state == "answered"
    assert "会议期间当面答复" in page(staff.get("suggestion", suggestion.pk))


def test_deputies_go_on_to_their_own_pages(town, desk_of):
    lead = desk_of(Role.DEPUTY)
    links = {}
    for state in ("draft", "with_units", "answered"):
        suggestion = make_suggestion(town, state=state)
        html = page(lead.get("suggestion", suggestion.pk))
        assert 'id="do-' not in html
        names = ("deputy-write", "deputy-file", "deputy-judge", "deputy-withdraw")
        links[state] = [name for name in names if f'href="{lead.url(name, suggestion.pk)}"' in html]
    assert links == {
        "draft": ["deputy-write", "deputy-file"], "with_units": ["deputy-withdraw"],
        "answered": ["deputy-judge"],
    }  # fmt: skip


def test_co_signer_takes_their_own_name_off_and_no_other(town):
    suggestion = make_suggestion(
        town, state="with_units", signers=[make_deputy(town), make_deputy(town, "常志宏")]
    )
    first, second = suggestion.cosigners.order_by("id")
    actor = make_deputy_actor(town, first.deputy)
    desk = Desk(town)
    desk.client.force_login(Account.objects.get(pk=actor.account_id), BACKEND)
    assert do(desk, suggestion, "leave", signer=second.pk, reason="x").status_code == 422
    do(desk, suggestion, "leave", signer=first.pk, reason="看法变了")
    assert [one.deputy.name for one in cosigning.holding(suggestion)] == ["常志宏"]


def test_others_have_nothing_to_do_here(town, desk_of):
    suggestion = make_suggestion(town)
    for role in (Role.KEEPER, Role.CLERK, Role.OFFICE, Role.LEADER):
        assert 'id="do-' not in page(desk_of(role).get("suggestion", suggestion.pk))


@pytest.mark.parametrize("role", ["", Role.STAFF, Role.CLERK])
def test_queries_do_not_grow(town, role):
    desk = Desk(town, role)
    counts = []
    for number in (1, 3):
        people = [make_deputy(town, f"代表{number}{n}") for n in range(number)]
        matters = [make_public_matter(town, f"第{number}{n}件") for n in range(number)]
        suggestion = make_suggestion(town, signers=people, matters=matters)
        units = list(Unit.objects.all())[:number]
        by = system_actor(town.pk)
        for case in assign_all([Plan(suggestion, units[0], units[1:], separately=True)], by=by):
            accept(case=case, by=by)
            answer(case)
        desk.get("suggestion", suggestion.pk)
        with CaptureQueriesContext(connection) as caught:
            assert desk.get("suggestion", suggestion.pk, n=number).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts
