"""The unit's side of a deputies' suggestion: talked over with the deputy, replied to as a letter, judged by them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling import requests
from huying.handling.models import Case, Reply, Request
from huying.handling.suggestions import consulting, opinions
from huying.handling.suggestions.origin import cases_of
from huying.rulebook import changes
from huying.town.models import Unit
from tests.factories import (
    consult,
    make_deputy,
    make_public_matter,
    make_suggestion,
    make_town,
)
from tests.web.browser import Desk, page

pytestmark = pytest.mark.django_db
TALK = {"how": "visit", "where": "村委会", "people": "站长刘明", "said": "代表要求先修主街。"}


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def made(town, state="with_units", **more):
    return cases_of(make_suggestion(town, state=state, **more)).get()


def do(desk, case, verb, **said):
    case.refresh_from_db()
    said.setdefault("version", case.version)
    return desk.post("case-act", case.pk, verb, **said)


def judge(case, result):
    case.refresh_from_db()
    opinions.give(
        case=case, deputy=consulting.deputies_of(case)[0], by=system_actor(case.town_id),
        attitude="satisfied", result=result, word="主街还是不亮",
    )  # fmt: skip


def test_unit_sees_the_proposal_its_number_and_the_deputies_but_no_resident(town):
    matter = make_public_matter(town, reach="19900000001")
    matter.voices.update(redacted="某某家门口的灯不亮")
    case = made(town, signers=[make_deputy(town)], matters=[matter])
    html = page(Desk(town, Role.CLERK).get("case", case.pk))
    for shown in (
        "闭会第1号建议",
        "一、更换坏灯和线路。",
        "王𠮷祥（领衔）、李䶮",
        "某某家门口的灯不亮",
    ):
        assert shown in html, shown
    assert "19900000001" not in html


def test_signing_before_the_talk_leads_to_its_form_and_keeps_the_reply(town):
    case = made(town)
    head = Desk(town, Role.HEAD)
    said = {"text": "已换新灯。", "outcome": "resolved", "code": "高水函〔2026〕3号"}
    answered = do(head, case, "draft-and-sign", **said)
    html = page(answered)
    assert "请先登记面商，写好的答复还在下面" in html
    assert 'href="#do-consult"' in html
    assert "已换新灯。</textarea>" in html
    case.refresh_from_db()
    assert (case.state, Reply.objects.count()) == ("handling", 0)
    do(head, case, "consult", held_on=clock.today().isoformat(), **TALK)
    do(head, case, "draft-and-sign", **said)
    reply = Reply.objects.get()
    assert (reply.text, reply.code) == ("已换新灯。", "高水函〔2026〕3号")


def test_head_signs_what_the_clerk_wrote_with_its_number(town):
    case = made(town)
    consult(case)
    clerk, head = Desk(town, Role.CLERK), Desk(town, Role.HEAD)
    assert 'name="code"' not in page(clerk.get("case", case.pk))
    do(clerk, case, "draft", text="已换新灯。", outcome="resolved")
    signed = do(head, case, "sign", code="高水函〔2026〕3号")
    assert signed.status_code == 302
    assert Reply.objects.get().code == "高水函〔2026〕3号"
    assert "已通知代表" in page(head.get("case", case.pk))


def test_signing_what_was_written_before_the_talk_opens_the_form_too(town):
    case = made(town)
    clerk, head = Desk(town, Role.CLERK), Desk(town, Role.HEAD)
    do(clerk, case, "draft", text="已换新灯。", outcome="resolved")
    assert "请先登记面商" in page(do(head, case, "sign"))
    do(head, case, "consult", held_on=clock.today().isoformat(), **TALK)
    assert do(head, case, "sign").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"said": ""}, "这个字段是必填项。"),
        ({"held_on": "2099-01-01"}, "面商的日期还没有到"),
        ({"people": ""}, "这个字段是必填项。"),
    ],
)
def test_what_is_wrong_with_a_talk_is_said_and_the_rest_stays(town, wrong, said):
    case = made(town)
    answered = do(
        Desk(town, Role.CLERK), case, "consult",
        **{"held_on": clock.today().isoformat(), **TALK, **wrong},
    )  # fmt: skip
    html = page(answered)
    assert said in html
    assert 'value="村委会"' in html
    assert case.consultations.count() == 0


def test_talks_are_listed_with_the_deputys_word(town):
    case = made(town)
    clerk = Desk(town, Role.CLERK)
    do(clerk, case, "consult", held_on=clock.today().isoformat(), **TALK)
    assert "等代表确认" in page(clerk.get("case", case.pk))
    consulting.answer_consultation(
        talked=case.consultations.get(), deputy=consulting.deputies_of(case)[0],
        by=system_actor(town.pk), confirmed=False, note="那天没有来人",
    )  # fmt: skip
    html = page(clerk.get("case", case.pk))
    assert ("说与实际不符" in html, "那天没有来人" in html) == (True, True)


def test_extension_has_the_packs_maximum_or_says_why_there_is_none(town):
    clerk = Desk(town, Role.CLERK)
    none = page(clerk.get("case", made(town).pk))
    assert "按本地的规定，这个答复期限不能延长" in none
    assert 'name="workdays"' not in none
    changes.choose_pack(
        town=town, pack="shandong_township", reason="试用", by=system_actor(town.pk)
    )
    case = made(town)
    most = requests.most_workdays(case)
    assert f"最多 {most} 个工作日" in page(clerk.get("case", case.pk))


def test_the_deputys_no_is_seen_and_a_new_talk_is_owed(town):
    case = made(town, state="answered")
    judge(case, "dissatisfied")
    html = page(Desk(town, Role.CLERK).get("case", case.pk))
    assert ("主街还是不亮" in html, "登记这一轮的面商" in html) == (True, True)


def test_congress_staff_answer_a_units_request(town, staff):
    case = made(town)
    Case.objects.filter(pk=case.pk).update(state="assigned")
    case.refresh_from_db()
    requests.refuse(case=case, by=system_actor(town.pk), reason="灯归交通站管")
    social = Unit.objects.get(key="transport")
    answered = do(staff, case, "reassign", lead=social.pk, reason="灯归交通站管")
    assert answered.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.lead, Request.objects.get().state) == ("assigned", social, "granted")


@pytest.mark.parametrize("role", [Role.CLERK, Role.STAFF])
def test_queries_do_not_grow(town, role):
    desk, counts = Desk(town, role), []
    for number in (1, 3):
        people = [make_deputy(town, f"代表{number}{n}") for n in range(number)]
        matters = [make_public_matter(town, f"第{number}{n}件") for n in range(number)]
        case = made(town, signers=people, matters=matters)
        for _ in range(number):
            consult(case)
        with CaptureQueriesContext(connection) as caught:
            assert desk.get("case", case.pk, n=number).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts
