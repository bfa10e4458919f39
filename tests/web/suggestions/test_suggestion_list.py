"""The public list of suggestions, the congress's desk, paper entered by the staff, and the sessions."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.congress.actions import keep_session
from huying.congress.models import Session
from huying.core import clock
from huying.core.permissions import Role, system_actor
from huying.handling import requests
from huying.handling.suggestions.origin import cases_of
from huying.rulebook import queries as rulebook
from huying.suggestions import drafting, examining
from huying.suggestions.drafting import Text
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Term
from tests.factories import make_deputy, make_suggestion
from tests.web.browser import Desk, page

pytestmark = pytest.mark.django_db

BRIDGE = Text(
    "关于修任庄桥的建议", "任庄桥栏杆断了，电话13903560000。", "一、修桥。", "roads.surface"
)


def titles(response):
    return [card["title"] for card in response.context["cards"]]


def keep(town, opens="2026-07-20", closes="2026-07-21", number=1):
    return keep_session(
        term=Term.objects.get(), number=number, opens=dt.date.fromisoformat(opens),
        closes=closes and dt.date.fromisoformat(closes), by=system_actor(town.pk),
    )  # fmt: skip


# The public list


def test_words_and_parts_of_words_are_found_and_only_what_is_public(town, desk_of):
    make_suggestion(town, state="answered")
    make_suggestion(town, text=BRIDGE)
    make_suggestion(town, text=Text("关于某户低保的建议", "某户困难。", "一、补助。"))
    Suggestion.objects.filter(title__contains="低保").update(private_reason="涉及个人隐私")
    make_suggestion(town, state="filed", text=Text("关于新事的建议", "新事。", "一、办。"))
    public = desk_of("")
    everything = public.get("suggestions")
    assert titles(everything) == ["关于修任庄桥的建议", "关于修复南社村路灯的建议"]
    assert "公开的建议共2件：答复了的1/2" in page(everything)
    for words, found in (("栏杆", 1), ("任庄 桥", 1), ("路灯", 1), ("低保", 0), ("王𠮷祥", 2)):
        assert len(titles(public.get("suggestions", q=words))) == found, words


def test_session_category_and_state_narrow_it(town, desk_of):
    session = keep(town, clock.today().isoformat(), None)
    make_suggestion(town, state="answered")
    Session.objects.filter(pk=session.pk).update(closes=clock.today() - dt.timedelta(days=1),
                                                 opens=clock.today() - dt.timedelta(days=2))  # fmt: skip
    make_suggestion(town, text=BRIDGE)
    public = desk_of("")
    for query, found in (
        ({"session": session.pk}, ["关于修复南社村路灯的建议"]),
        ({"session": 0}, ["关于修任庄桥的建议"]),
        ({"category": "roads.surface"}, ["关于修任庄桥的建议"]),
        ({"category": "roads."}, ["关于修任庄桥的建议", "关于修复南社村路灯的建议"]),
        ({"state": "answered"}, ["关于修复南社村路灯的建议"]),
        ({"state": "nonsense"}, ["关于修任庄桥的建议", "关于修复南社村路灯的建议"]),
    ):
        assert titles(public.get("suggestions", **query)) == found, query


def test_front_page_and_register_lead_to_it(town, desk_of):
    public = desk_of("")
    for name in ("public-home", "public-register"):
        assert f'href="{public.url("suggestions")}"' in page(public.get(name)), name


@pytest.mark.parametrize("name", ["suggestions", "suggestions-desk", "sessions"])
def test_queries_of_lists_do_not_grow(town, name):
    desk, counts = Desk(town, Role.STAFF), []
    for number in (1, 2):
        for n in range(number):
            make_suggestion(town, state="answered", signers=[make_deputy(town, f"代表{number}{n}")])
            keep(town, f"202{number}-0{n + 1}-01", f"202{number}-0{n + 1}-02", number * 10 + n)
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(name, tab="answered", n=number).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts


# The desk


def test_desk_sorts_by_tabs_and_names_one_next_step(town, staff):
    filed = make_suggestion(town, state="filed")
    accepted = make_suggestion(town, text=BRIDGE)
    late = make_suggestion(town, state="with_units")
    Suggestion.objects.filter(pk=late.pk).update(answer_due="2026-01-01")
    first = staff.get("suggestions-desk")
    assert [(tab["label"], tab["count"]) for tab in first.context["tabs"]] == [
        ("待审查", 1), ("待交办", 1), ("单位办理中", 1), ("已超期", 1), ("单位的申请", 0), ("待评价", 0),
        ("待进一步协商", 0), ("已结束", None), ("全部", None),
    ]  # fmt: skip
    assert [card["suggestion"] for card in first.context["cards"]] == [filed]
    steps = {}
    for tab in ("filed", "accepted", "overdue"):
        (card,) = staff.get("suggestions-desk", tab=tab).context["cards"]
        steps[tab] = str(card["step"])
    assert steps == {
        "filed": "审查", "accepted": "列入交办会", "overdue": "看卡在哪里，找单位和分管领导",
    }  # fmt: skip
    waiting = page(staff.get("suggestions-desk", tab="accepted"))
    assert "的次日起算" in waiting
    assert accepted.code in waiting
    # The navigation counts what the congress has to do.
    assert '代表建议<span class="hy-count">2' in page(first)


def test_page_that_is_not_there_still_has_its_navigation(town, staff):
    assert "代表建议" in page(staff.get("suggestion", 999999))


def test_presidium_reads_the_same_desk_but_enters_nothing(town, desk_of):
    make_suggestion(town, state="filed")
    presidium = desk_of(Role.PRESIDIUM)
    assert "代录纸质建议" not in page(presidium.get("suggestions-desk"))
    assert presidium.get("suggestion-enter").status_code == 403


def test_units_requests_reach_the_congress_and_the_office(town, staff, desk_of):
    suggestion = make_suggestion(town, state="with_units")
    case = cases_of(suggestion).get()
    type(case).objects.filter(pk=case.pk).update(state="assigned")
    case.refresh_from_db()
    requests.refuse(case=case, by=system_actor(town.pk), reason="不归我们")
    rows = staff.get("suggestions-desk", tab="requests").context["rows"]
    assert [row.pk for row in rows] == [case.pk]
    office = page(desk_of(Role.OFFICE).get("office-desk", tab="refused"))
    assert (suggestion.title in office, "<span>代表建议</span>" in office) == (True, True)


# Paper


def entered(town, **more):
    lead = Deputy.objects.order_by("id")[0]
    return {
        "kind": "suggestion", "lead": lead.pk, "title": "关于修任庄桥的建议", "grounds": "栏杆断了。",
        "proposal": "一、修桥。", "basis": "visit", "category": "", "division": "", "basis_note": "",
        "declared": [ground.key for ground in rulebook.grounds(town)], **more,
    }  # fmt: skip


def test_paper_is_entered_with_its_signatures_and_handed_in(town, staff):
    signer = make_deputy(town)
    answered = staff.post("suggestion-enter", **entered(town, signers=[signer.pk]))
    assert answered.status_code == 302
    suggestion = Suggestion.objects.get()
    assert (suggestion.state, suggestion.entered_by_id) == ("filed", staff.account.pk)
    (signed,) = suggestion.cosigners.all()
    assert (signed.deputy, signed.state, signed.on_paper) == (signer, "confirmed", True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "这个字段是必填项。"),
        ({"declared": []}, "请逐条回答"),
        ({"kind": "bill"}, "议案要有5名以上代表联名"),
    ],
)
def test_what_is_wrong_with_a_paper_keeps_everything_typed(town, staff, wrong, said):
    answered = staff.post("suggestion-enter", **entered(town, **wrong))
    html = page(answered)
    assert answered.status_code == 422
    assert said in html
    assert "栏杆断了。</textarea>" in html
    assert Suggestion.objects.count() == 0


def test_paper_sent_back_is_mended_and_handed_in_again(town, staff):
    signer, other = make_deputy(town), make_deputy(town, "常志宏")
    staff.post("suggestion-enter", **entered(town, signers=[signer.pk, other.pk]))
    suggestion = Suggestion.objects.get()
    examining.send_back(suggestion=suggestion, by=system_actor(town.pk), reason="写清位置")
    assert staff.url("suggestion-mend", suggestion.pk) in page(
        staff.get("suggestion", suggestion.pk)
    )
    again = entered(town, proposal="一、换桥西栏杆。", signers=[other.pk])
    assert staff.post("suggestion-mend", suggestion.pk, **again).status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.proposal) == ("filed", "一、换桥西栏杆。")
    states = suggestion.cosigners.order_by("id").values_list("deputy__name", "state")
    assert list(states) == [("李䶮", "declined"), ("常志宏", "confirmed")]


def test_paper_never_takes_over_a_deputys_own_empty_draft(town, staff):
    lead = Deputy.objects.order_by("id")[0]
    own = drafting.start(town=town, lead=lead, by=system_actor(town.pk))
    staff.post("suggestion-enter", **entered(town, basis="blank"))
    own.refresh_from_db()
    assert (own.state, own.title, Suggestion.objects.count()) == ("draft", "", 2)


# Sessions


def test_sessions_are_entered_and_corrected(town, staff):
    term = Term.objects.get()
    said = {"term": term.pk, "number": 3, "opens": "2026-07-20", "closes": ""}
    assert staff.post("sessions", **said).status_code == 302
    session = Session.objects.get()
    edit = page(staff.get("sessions", edit=session.pk))
    assert 'value="2026-07-20"' in edit
    staff.post("sessions", **said | {"closes": "2026-07-21"})
    session.refresh_from_db()
    assert (str(session.closes), session.number) == ("2026-07-21", 3)
    wrong = staff.post("sessions", **said | {"closes": "2026-07-01"})
    assert "闭幕不能早于开幕" in page(wrong)
    assert 'value="2026-07-01"' in page(wrong)


def test_others_read_the_sessions_only(town, desk_of):
    keep(town)
    clerk = desk_of(Role.CLERK)
    html = page(clerk.get("sessions"))
    assert ("十八届一次会议" in html, 'id="keep"' in html) == (True, False)
    term = Term.objects.get()
    answered = clerk.post("sessions", term=term.pk, number=4, opens="2026-09-01", closes="")
    assert (answered.status_code, Session.objects.count()) == (403, 1)
