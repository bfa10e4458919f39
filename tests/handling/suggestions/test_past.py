"""The suggestions of past years from the ledger that a town has: read, asked about, brought in, taken back."""

import datetime as dt
import uuid

import pytest
from django.core.management import CommandError, call_command

from huying.congress.actions import keep_session
from huying.congress.models import Session
from huying.core import clock, ledger
from huying.core.errors import Denied, HuyingError
from huying.core.models import Event, Message
from huying.core.permissions import Role, system_actor
from huying.core.search import matching
from huying.core.sheets import open_sheet, write_sheet
from huying.core.tenancy import in_town
from huying.handling.models import Case, CoHandler, Opinion, Reply
from huying.handling.suggestions import assigning, opinions
from huying.handling.suggestions.past import PAST
from huying.handling.suggestions.past_columns import (
    names_in,
    number_in,
    opinion_of,
    outcome_of,
    sitting_of,
)
from huying.handling.suggestions.past_roll import session_keys
from huying.imports import actions as imports
from huying.imports.models import ImportBatch
from huying.rulebook import queries as rulebook
from huying.suggestions import examining
from huying.suggestions.models import CoSigner, Suggestion
from huying.town.models import Deputy, Term, Unit
from tests.factories import make_actor, make_suggestion, make_town

HEADERS = (
    "届次", "编号", "案由", "内容", "具体建议", "领衔代表", "联名代表", "类别", "承办单位", "协办单位",
    "交办日期", "答复日期", "办理结果", "答复内容", "代表满意度", "面商情况", "备注",
)  # fmt: skip
ROW = (
    "十七届五次", "12", "关于修复南社村路灯的建议", "路灯不亮。", "更换坏灯。", "王𠮷祥", "李䶮、赵 敏",
    "路灯", "水利站", "交通管理站", "2025-03-05", "2025年4月20日", "已解决", "已全部换新。", "满意",
    "登门面商", "原存档案室",
)  # fmt: skip
SESSION_DAYS = dict(zip(session_keys(17, 5), ("2025-02-20", "2025-02-21"), strict=True))


@pytest.fixture
def town(db, settings, tmp_path):
    """高都镇 with its seventeenth term and the three who sat in it; its fifth session is not entered."""
    settings.HUYING_DATA = tmp_path
    town = make_town()
    with in_town(town):
        past = Term.objects.create(town=town, number=17, starts="2021-05-01")
        for number, name in enumerate(("王𠮷祥", "李䶮", "赵敏"), start=1):
            Deputy.objects.create(
                town=town, term=past, name=name, card_no=f"00{number}", active=False
            )
        yield town


def with_cells(**cells):
    named = dict(zip(HEADERS, ROW, strict=True)) | cells
    return tuple(named[header] for header in HEADERS)


def table(tmp_path, *rows, headers=HEADERS, ending="csv"):
    path = tmp_path / f"{uuid.uuid4().hex}.{ending}"
    write_sheet(path, headers, rows)
    return path


def checked_of(town, path, **answers):
    sheet = open_sheet(path)
    return imports.check(
        PAST, town=town, sheet=sheet, mapping=PAST.guess(sheet.headers), keep=True,
        answers={key.replace("_", "-"): value for key, value in answers.items()} | SESSION_DAYS,
    )  # fmt: skip


def brought_in(town, path, *, by=None, only_good=False, **answers):
    batch, _new = imports.bring_in(
        town=town, by=by or system_actor(town.pk), checked=checked_of(town, path, **answers),
        token=uuid.uuid4().hex, filename=path.name, only_good=only_good,
    )  # fmt: skip
    return batch


def reasons(checked):
    return [(bad.number, f.header, f.reason) for bad in checked.bad_rows for f in bad.faults]


def reason_of(town, tmp_path, **cells):
    """What is wrong with the row that has these cells."""
    found = reasons(checked_of(town, table(tmp_path, with_cells(**cells))))
    return [(header, reason) for _number, header, reason in found]


def day(moment):
    return clock.day_of(moment).isoformat()


# Reading


@pytest.mark.parametrize(
    ("headers", "mapping"),
    [
        (HEADERS, {
            "session": "届次", "number": "编号", "title": "案由", "grounds": "内容",
            "proposal": "具体建议", "lead": "领衔代表", "cosigners": "联名代表", "category": "类别",
            "unit": "承办单位", "helpers": "协办单位", "assigned": "交办日期", "replied": "答复日期",
            "outcome": "办理结果", "reply": "答复内容", "opinion": "代表满意度", "talk": "面商情况",
            "note": "备注",
        }),
        (("序号", "年度", "建议名称", "提出人", "主办单位", "会办单位", "满意度"), {
            "session": "年度", "number": "序号", "title": "建议名称", "lead": "提出人",
            "unit": "主办单位", "helpers": "会办单位", "opinion": "满意度",
        }),
        (("会议", "年份", "建议编号", "建议标题", "代表姓名"), {
            "session": "会议", "year": "年份", "number": "建议编号", "title": "建议标题",
            "lead": "代表姓名",
        }),
    ],
)  # fmt: skip
def test_columns_are_known_by_many_names(headers, mapping):
    assert PAST.guess(headers) == mapping


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("十八届二次", (18, 2, None, False)),
        ("第十八届人民代表大会第二次会议", (18, 2, None, False)),
        ("18届2次会议", (18, 2, None, False)),
        ("十七届五次（2025年）", (17, 5, 2025, False)),
        ("2025年闭会期间", (None, None, 2025, True)),
        ("闭会期间", (None, None, None, True)),
        ("２０２５年度", (None, None, 2025, False)),
        ("二十届十一次", (20, 11, None, False)),
    ],
)
def test_sessions_are_read_in_every_usual_form(text, found):
    said = sitting_of(text)
    assert (said.term, said.session, said.year, said.between) == found


@pytest.mark.parametrize("text", ["大会", "二次会议", "第届第次"])
def test_a_session_that_nobody_can_tell_is_refused(text):
    with pytest.raises(HuyingError, match="看不懂"):
        sitting_of(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("第12号", 12), ("十二号", 12), ("2025-012", 12), ("建议第３号", 3), ("", None)],
)
def test_numbers_are_read(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["甲", "0", "40000"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(HuyingError, match="看不出编号"):
        number_in(text)


def test_results_are_read_by_word_and_by_the_towns_letters(town):
    scheme = rulebook.scheme(town)
    assert outcome_of("已解决。", scheme) == ("resolved", False)
    assert outcome_of("列入计划", scheme) == ("planned", False)
    assert outcome_of("Ａ类", scheme) == ("resolved", False)
    assert outcome_of("b", scheme) == ("in_progress", True)
    assert outcome_of("C（条件所限）", scheme) == ("deferred", False)
    assert outcome_of("办理中", scheme) == ("", False)
    for text in ("已办结", "E"):
        with pytest.raises(HuyingError, match="看不懂办理结果"):
            outcome_of(text, scheme)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("满意", ("satisfied", "", False)),
        ("基本满意", ("mostly_satisfied", "", False)),
        ("不满意，没有修好", ("dissatisfied", "没有修好", False)),
        ("未反馈", ("", "", True)),
        ("", ("", "", False)),
    ],
)
def test_opinions_are_read(text, found):
    assert opinion_of(text) == found


def test_names_are_parted_by_signs_and_spaces():
    assert names_in("李䶮、赵 敏，𠮷田 王小明") == ["李䶮", "赵敏", "𠮷田", "王小明"]
    assert names_in("王某 李某等5人") == ["王某", "李某"]
    assert names_in("") == []


# What is asked


def test_what_the_lists_lack_is_asked_and_keeps_the_rows_out(town, tmp_path):
    path = table(tmp_path, ROW, with_cells(届次="十六届三次", 编号="1", 联名代表=""))
    sheet = open_sheet(path)
    checked = imports.check(PAST, town=town, sheet=sheet, mapping=PAST.guess(sheet.headers))
    assert [one.key for one in checked.questions] == [
        "term-16-starts", *session_keys(16, 3), *session_keys(17, 5), "deputies",
        "public",
    ]  # fmt: skip
    assert reasons(checked) == [
        (2, "届次", "十七届五次会议还没有登记，请先在上面写它的开幕和闭幕日期。"),
        (3, "届次", "第十六届还没有登记，请先在上面写它从哪天开始。"),
        (3, "领衔代表", "第十六届的代表名册里没有“王𠮷祥”。"),
    ]


def test_a_term_that_is_still_to_come_is_refused(town, tmp_path):
    assert reason_of(town, tmp_path, 届次="十九届一次") == [
        ("届次", "本镇还没有第十九届，请核对。")
    ]


def test_a_term_that_began_after_the_next_is_refused(town, tmp_path):
    path = table(tmp_path, with_cells(届次="十六届2020年"))
    checked = checked_of(town, path, term_16_starts="2022-01-01", deputies="1")
    assert reasons(checked) == [(2, "届次", "第十六届要早于后一届开始，请核对日期。")]


def test_a_name_that_is_not_in_the_roll_is_offered_the_nearest(town, tmp_path):
    path = table(tmp_path, with_cells(领衔代表="王吉祥"))
    checked = checked_of(town, path)
    assert reasons(checked) == [
        (2, "领衔代表", "第十七届的代表名册里没有“王吉祥”。相近的有：王𠮷祥。")
    ]
    assert [one.key for one in checked.questions][-2:] == ["deputies", "public"]
    assert "王吉祥（十七届）" in str(checked.questions[-2].label)


def test_a_deputy_of_the_past_is_entered_where_the_person_says_so(town, tmp_path):
    path = table(
        tmp_path, with_cells(联名代表="钱某某、孙某某"),
        with_cells(编号="13", 案由="修渠", 领衔代表="孙某某", 联名代表=""),
    )  # fmt: skip
    batch = brought_in(town, path, deputies="1")
    made = Deputy.objects.filter(pk__in=batch.made["deputies"]).order_by("pk")
    assert list(made.values_list("term__number", "name", "active", "card_no")) == [
        (17, "钱某某", False, "补4"), (17, "孙某某", False, "补5"),
    ]  # fmt: skip
    assert Suggestion.objects.get(number=13).lead == made[1]


def test_a_deputy_of_the_present_term_is_never_entered(town, tmp_path):
    keep_session(
        term=Term.objects.get(number=18), number=1, opens=dt.date(2026, 5, 6),
        closes=dt.date(2026, 5, 7), by=system_actor(town.pk),
    )  # fmt: skip
    row = with_cells(
        届次="十八届一次", 领衔代表="周某", 联名代表="", 交办日期="", 答复日期="2026-6-1"
    )
    checked = checked_of(town, table(tmp_path, row), deputies="1")
    assert reasons(checked) == [(2, "领衔代表", "第十八届的代表名册里没有“周某”。")]


def test_two_of_one_name_are_told_apart_by_their_cards(town, tmp_path):
    Deputy.objects.create(town=town, term=Term.objects.get(number=17), name="李䶮", card_no="009")
    assert reason_of(town, tmp_path) == [
        ("联名代表", "第十七届有2位“李䶮”，请在姓名后面写代表证号，例如李䶮（001）。")
    ]
    batch = brought_in(town, table(tmp_path, with_cells(联名代表="李䶮（009）")))
    assert CoSigner.objects.get(suggestion__batch=batch).deputy.card_no == "009"


def test_replies_without_day_or_result_are_asked_about(town, tmp_path):
    path = table(tmp_path, with_cells(答复日期="", 办理结果=""))
    checked = checked_of(town, path)
    assert [(header, why[:11]) for _n, header, why in reasons(checked)] == [
        ("办理结果", "有答复，没有写办理结果。"[:11]), ("答复日期", "有答复，没有写答复日期。"[:11]),
    ]  # fmt: skip
    assert [one.key for one in checked.questions] == [
        *session_keys(17, 5), "reply-day", "outcome", "public",
    ]  # fmt: skip
    batch = brought_in(town, path, reply_day="2025-12-20", outcome="planned")
    reply = Reply.objects.get()
    assert (reply.outcome, day(reply.signed_at)) == ("planned", "2025-12-20")
    assert "原表没有答复日期，按2025-12-20登记" in Suggestion.objects.get(batch=batch).provenance


# What is wrong


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"届次": ""}, [("届次", "请写届次、会议或者年份。")]),
        ({"案由": ""}, [("案由", "请写标题。")]),
        ({"领衔代表": ""}, [("领衔代表", "请写领衔代表。")]),
        ({"案由": "长" * 81}, [("案由", "文字太长了：最多80个字，现在多了1个字。请删短一些再提交。")]),
        ({"承办单位": "水力站"}, [("承办单位", "单位名册里没有“水力站”。相近的有：水利站。")]),
        ({"承办单位": ""}, [("承办单位", "写了协办单位，请也填承办单位。")]),
        ({"承办单位": "", "协办单位": ""}, [("承办单位", "有答复的，请填承办单位。")]),
        ({"答复日期": "2025-03-01"}, [("答复日期", "答复早于交办，请核对日期。")]),
        ({"答复日期": "2099-01-01"}, [("答复日期", "这个时间还没到，请核对。")]),
        ({"交办日期": "3/5/2025"},
         [("交办日期", "“3/5/2025”分不清哪个是月、哪个是日。请写成2026-03-05这样。")]),
        ({"届次": "闭会期间", "交办日期": "", "答复日期": "", "办理结果": "", "答复内容": "", "代表满意度": ""},
         [("届次", "请写是第几次会议，或者哪一年，例如“2025年闭会期间”；填了交办日期的，也可以不写年份。")]),
        ({"届次": "2026年", "交办日期": "", "答复日期": "", "办理结果": "", "答复内容": "", "代表满意度": ""},
         [("届次", "2026年有两届，请写明是哪一届，例如“十八届二次”，或者填交办日期。")]),
        ({"届次": "2020年", "交办日期": "", "答复日期": ""},
         [("届次", "2020年是哪一届，名册里没有。请写成“十七届二次”或者“十七届2021年”。")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_column(town, tmp_path, cells, wrong):
    assert reason_of(town, tmp_path, **cells) == wrong


def test_what_is_there_already_is_refused(town, tmp_path):
    brought_in(town, table(tmp_path, ROW))
    again = checked_of(
        town,
        table(tmp_path, ROW, with_cells(案由="另一件"), with_cells(编号="13"), with_cells(编号="")),
    )
    there = "已经有了：第12号建议《关于修复南社村路灯的建议》。"
    assert reasons(again) == [
        (2, "案由", there), (3, "编号", there), (4, "案由", there), (5, "案由", there),
    ]  # fmt: skip


def test_two_rows_of_one_suggestion_are_refused(town, tmp_path):
    checked = checked_of(
        town, table(tmp_path, ROW, with_cells(案由="另一件"), with_cells(编号="13"))
    )
    told = "和第2行是同一件，请删去一行。"
    assert reasons(checked) == [(3, "编号", told), (4, "案由", told)]


def test_a_number_that_a_suggestion_of_today_has_is_taken(town, tmp_path):
    one = make_suggestion(town)
    assert one.code == "闭会第1号建议"
    row = with_cells(
        届次=f"{one.accepted_at.year}年闭会期间", 编号="1", 案由="另一件", 联名代表="",
        交办日期=clock.today().isoformat(), 答复日期="", 办理结果="", 答复内容="", 代表满意度="",
    )  # fmt: skip
    checked = checked_of(town, table(tmp_path, row))
    assert reasons(checked) == [(2, "编号", f"已经有了：闭会第1号建议《{one.title}》。")]


def test_nothing_comes_in_unless_all_is_right_or_the_good_rows_are_chosen(town, tmp_path):
    path = table(tmp_path, ROW, with_cells(编号="13", 案由=""))
    with pytest.raises(HuyingError, match="有1行不对，什么也没有导入"):
        brought_in(town, path)
    assert (Suggestion.objects.count(), Session.objects.count()) == (0, 0)
    batch = brought_in(town, path, only_good=True)
    assert (batch.rows, batch.skipped, Suggestion.objects.count()) == (1, 1, 1)


def test_importing_is_for_staff_and_administrators(town, tmp_path):
    path = table(tmp_path, ROW)
    for role in (Role.DEPUTY, Role.CLERK, Role.PRESIDIUM):
        with pytest.raises(Denied):
            brought_in(town, path, by=make_actor(town, role))
    assert brought_in(town, path, by=make_actor(town, Role.ADMIN)).rows == 1


# What comes of it


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_row_becomes_a_closed_suggestion_with_all_that_it_told(town, tmp_path, ending):
    batch = brought_in(town, table(tmp_path, ROW, ending=ending))
    one = Suggestion.objects.select_related("session", "lead").get(batch=batch)
    assert (one.state, one.code, one.series, str(one.session)) == (
        "closed", "第12号建议", "t17s5", "十七届五次会议",
    )  # fmt: skip
    assert (one.lead.name, one.lead.term.number) == ("王𠮷祥", 17)
    assert (one.title, one.grounds, one.proposal) == (ROW[2], "路灯不亮。", "更换坏灯。")
    assert (day(one.filed_at), day(one.accepted_at), day(one.answered_at)) == (
        "2025-02-20", "2025-02-20", "2025-04-20",
    )  # fmt: skip
    assert (one.category, one.outcome, one.result, one.answerer) == (
        "roads.lights", "resolved", "satisfied", "水利站",
    )  # fmt: skip
    assert (one.assign_due, one.answer_due) == (None, None)
    assert one.provenance == "面商情况：登门面商；备注：原存档案室"
    assert [one.deputy.name for one in one.cosigners.all()] == ["李䶮", "赵敏"]
    assert list(matching(Suggestion.objects.all(), "suggestion", town.pk, "路灯")) == [one]


def test_its_case_is_closed_with_the_reply_and_the_opinion(town, tmp_path):
    brought_in(town, table(tmp_path, ROW))
    case = Case.objects.get()
    assert (case.state, case.lead.name, day(case.assigned_at)) == ("closed", "水利站", "2025-03-05")
    assert (case.due, case.step_due, case.due_rule) == (None, None, "")
    reply = Reply.objects.get()
    assert (reply.text, reply.outcome, day(reply.signed_at), reply.feedback_due) == (
        "已全部换新。", "resolved", "2025-04-20", None,
    )  # fmt: skip
    opinion = Opinion.objects.get()
    assert (opinion.deputy.name, opinion.leads, opinion.result) == ("王𠮷祥", True, "satisfied")
    helper = CoHandler.objects.get()
    assert (helper.unit.name, day(helper.given_at)) == ("交通管理站", "2025-04-20")


def test_one_event_a_row_and_no_message(town, tmp_path):
    batch = brought_in(town, table(tmp_path, ROW))
    told = Event.objects.filter(kind="suggestion").get()
    assert (told.verb, told.after, told.public) == ("import", "closed", True)
    body = told.content.body
    assert (body["lead"], body["cosigners"], body["units"], body["batch"]) == (
        "王𠮷祥", ["李䶮", "赵敏"], ["水利站", "交通管理站"], batch.pk,
    )  # fmt: skip
    assert Event.objects.filter(kind="import", verb="bring_in").get().content.body["what"] == (
        "suggestions"
    )
    assert not Event.objects.filter(kind="case").exists()
    assert Message.objects.count() == 0
    ledger.seal_pending()
    assert ledger.verify(town).holds


@pytest.mark.parametrize(
    ("cells", "state", "case_state"),
    [
        ({"代表满意度": ""}, "closed", "closed"),
        ({"代表满意度": "不满意"}, "closed", "closed"),
        ({"代表满意度": "未反馈"}, "answered", "replied"),
        ({"答复日期": "", "办理结果": "办理中", "答复内容": "", "代表满意度": ""}, "with_units", "handling"),
        ({"承办单位": "", "协办单位": "", "答复日期": "", "办理结果": "", "答复内容": "", "代表满意度": ""},
         "accepted", None),
    ],
)  # fmt: skip
def test_where_it_stands_follows_from_what_is_there(town, tmp_path, cells, state, case_state):
    brought_in(town, table(tmp_path, with_cells(**cells)))
    assert Suggestion.objects.get().state == state
    assert [one.state for one in Case.objects.all()] == [case_state] * (case_state is not None)


def test_what_was_never_answered_is_owed_since_its_assignment(town, tmp_path):
    cells = {"答复日期": "", "办理结果": "", "答复内容": "", "代表满意度": ""}
    brought_in(town, table(tmp_path, with_cells(**cells), with_cells(编号="13", 案由="乙", 交办日期="", **cells)))  # fmt: skip
    due = rulebook.due(town, "suggestion.reply", dt.date(2025, 3, 5))
    known, unknown = Case.objects.order_by("pk")
    assert (known.due, known.due_start, known.due_rule) == (
        due.date, dt.date(2025, 3, 5), "suggestion.reply",
    )  # fmt: skip
    assert Suggestion.objects.get(number=12).answer_due == due.date
    assert (unknown.due, unknown.assigned_at) == (None, None)
    assert CoHandler.objects.filter(given_at__isnull=True).count() == 2
    assert Message.objects.count() == 0


def test_it_can_be_judged_later_where_the_form_was_not_returned(town, tmp_path):
    brought_in(town, table(tmp_path, with_cells(代表满意度="未反馈")))
    one = Suggestion.objects.get()
    opinions.give(
        case=Case.objects.get(), deputy=one.lead, by=system_actor(town.pk),
        attitude="satisfied", result="satisfied",
    )  # fmt: skip
    one.refresh_from_db()
    assert one.state == "closed"


@pytest.mark.parametrize(
    ("session", "number", "series", "code", "accepted"),
    [
        ("2025年闭会期间", "3", "t17b2025", "闭会第3号建议", "2025-03-05"),
        ("闭会期间", "3", "t17b2025", "闭会第3号建议", "2025-03-05"),
        ("2025", "3", "t17y2025", "第3号建议", "2025-03-05"),
        ("十七届2025年", "", "", "", "2025-03-05"),
    ],
)
def test_between_sessions_and_by_year(town, tmp_path, session, number, series, code, accepted):
    brought_in(town, table(tmp_path, with_cells(届次=session, 编号=number)))
    one = Suggestion.objects.get()
    assert (one.session, one.term.number, one.series, one.code, day(one.accepted_at)) == (
        None, 17, series, code, accepted,
    )  # fmt: skip


def test_numbering_goes_on_after_what_came_in(town, tmp_path):
    row = with_cells(
        届次=f"十八届{clock.today().year}年闭会期间", 编号="7", 联名代表="", 交办日期="", 答复日期="",
        办理结果="", 答复内容="", 代表满意度="",
    )  # fmt: skip
    brought_in(town, table(tmp_path, row))
    assert make_suggestion(town).code == "闭会第8号建议"


def test_it_is_public_only_where_the_person_says_so(town, tmp_path):
    brought_in(town, table(tmp_path, ROW))
    brought_in(town, table(tmp_path, with_cells(编号="13", 案由="另一件")), public="1")
    hidden, shown = Suggestion.objects.order_by("number")
    assert (hidden.public, hidden.private_reason) == (False, "往年导入，公开前待核对")
    assert shown.public
    examining.set_public(suggestion=hidden, by=system_actor(town.pk))
    assert hidden.public


def test_terms_and_sessions_of_the_past_are_entered_with_it(town, tmp_path):
    path = table(
        tmp_path, with_cells(届次="十六届2020年", 交办日期="2020-05-01", 答复日期="2020-8-1")
    )
    batch = brought_in(town, path, term_16_starts="2016-10-01", deputies="1")
    assert Term.objects.get(pk__in=batch.made["terms"]).starts == dt.date(2016, 10, 1)
    batch = brought_in(town, table(tmp_path, ROW))
    session = Session.objects.get(pk__in=batch.made["sessions"])
    assert (str(session), session.closes) == ("十七届五次会议", dt.date(2025, 2, 21))


def test_several_units_are_lead_and_helpers_and_noted(town, tmp_path):
    path = table(tmp_path, with_cells(承办单位="高都镇水利站、社会事务办公室"))
    assert checked_of(town, path).first[0].notes == (
        "写了几个承办单位，第一个记为主办，其余记为协办。",
    )
    brought_in(town, path)
    helpers = CoHandler.objects.order_by("pk").values_list("unit__name", flat=True)
    assert list(helpers) == ["社会事务办公室", "交通管理站"]


def test_a_letter_of_two_meanings_is_noted_and_kept(town, tmp_path):
    path = table(tmp_path, with_cells(办理结果="B"))
    assert checked_of(town, path).first[0].notes == (
        "“B”在本镇的分类里不止一个意思，按“正在解决”登记。",
    )
    brought_in(town, path)
    one = Suggestion.objects.get()
    assert (one.outcome, one.provenance[-7:]) == ("in_progress", "原办理结果：B")


def test_formulas_and_rare_characters_stay_as_they_are(town, tmp_path):
    said = "=HYPERLINK(1) 𠮷家庄😀"
    brought_in(town, table(tmp_path, with_cells(内容=said), ending="xlsx"))
    assert Suggestion.objects.get().grounds == said


def test_merged_cells_fill_their_rows(town, tmp_path):
    from openpyxl import load_workbook

    path = table(tmp_path, ROW, with_cells(届次=None, 编号="13", 案由="另一件"), ending="xlsx")
    book = load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    brought_in(town, path)
    assert [one.series for one in Suggestion.objects.all()] == ["t17s5", "t17s5"]


def test_a_year_that_is_a_number_or_a_date_cell_is_read(town, tmp_path):
    path = table(
        tmp_path, with_cells(届次=2025), with_cells(届次=dt.datetime(2025, 1, 1), 编号="13", 案由="乙"),
        ending="xlsx",
    )  # fmt: skip
    brought_in(town, path)
    assert {one.series for one in Suggestion.objects.all()} == {"t17y2025"}


# Taking it back


def test_undo_removes_exactly_what_came_in(town, tmp_path):
    make_suggestion(town)
    before = [
        model.objects.count() for model in (Suggestion, Case, Deputy, Term, Session, CoSigner)
    ]
    path = table(
        tmp_path, with_cells(联名代表="钱某某"),
        with_cells(届次="十六届2020年", 交办日期="2020-05-01", 答复日期="2020-8-1"),
    )  # fmt: skip
    batch = brought_in(town, path, deputies="1", term_16_starts="2016-10-01")
    by = make_actor(town, Role.STAFF)
    messages = Message.objects.count()
    assert imports.undo(batch=batch, by=by) == 2
    after = [model.objects.count() for model in (Suggestion, Case, Deputy, Term, Session, CoSigner)]
    assert after == before
    assert not Reply.objects.exists()
    assert list(matching(Suggestion.objects.all(), "suggestion", town.pk, "路灯不亮")) == []
    assert Event.objects.filter(kind="suggestion", verb="undo_import").count() == 2
    assert Message.objects.count() == messages
    ledger.seal_pending()
    assert ledger.verify(town).holds
    assert brought_in(town, table(tmp_path, ROW)).rows == 1


def test_undo_leaves_what_somebody_has_worked_on(town, tmp_path):
    path = table(
        tmp_path, with_cells(代表满意度="未反馈", 联名代表="钱某某"),
        with_cells(编号="13", 案由="乙"),
        with_cells(编号="14", 案由="丙", 联名代表="", 答复日期="", 办理结果="", 答复内容="", 代表满意度=""),
    )  # fmt: skip
    batch = brought_in(town, path, deputies="1")
    judged, _untouched, open_one = Suggestion.objects.order_by("number")
    by = system_actor(town.pk)
    opinions.give(
        case=assigning.cases_of(judged).get(), deputy=judged.lead, by=by,
        attitude="satisfied", result="satisfied",
    )  # fmt: skip
    assigning.classify(suggestion=open_one, by=by, wide=True, reason="涉及三个村")
    assert imports.undo(batch=batch, by=by) == 1
    assert list(imports.left_of(batch).order_by("number")) == [judged, open_one]
    assert Deputy.objects.filter(name="钱某某").exists()
    assert Session.objects.count() == 1


def test_undo_leaves_what_lies_before_a_meeting(town, tmp_path):
    from huying.handling.models import Meeting, MeetingItem

    cells = {
        "承办单位": "",
        "协办单位": "",
        "答复日期": "",
        "办理结果": "",
        "答复内容": "",
        "代表满意度": "",
    }
    batch = brought_in(town, table(tmp_path, with_cells(**cells), with_cells(编号="13", 案由="乙")))
    listed = Suggestion.objects.get(number=12)
    meeting = Meeting.objects.create(town=town, title="交办会", held_on=clock.today())
    MeetingItem.objects.create(town=town, meeting=meeting, suggestion=listed, position=1)
    assert imports.undo(batch=batch, by=system_actor(town.pk)) == 1
    assert list(imports.left_of(batch)) == [listed]


# The command


def run(capsys, *words):
    call_command(*words)
    return capsys.readouterr().out


def test_command_asks_imports_once_and_undoes(town, tmp_path, capsys):
    path = table(tmp_path, ROW, with_cells(编号="13", 案由="乙"))
    words = ("import_suggestions", str(path), "--town", "gaodu")
    told = run(capsys, *words, "--dry-run")
    assert "能导入0行，不对的2行" in told
    assert "要您定：session-17-5-opens（十七届五次会议哪天开幕）：还没有回答" in told
    with pytest.raises(CommandError, match="有2行不对"):
        call_command(*words)
    answers = ("--answer", *(f"{key}={value}" for key, value in SESSION_DAYS.items()))
    assert "导入了2件" in run(capsys, *words, *answers)
    batch = ImportBatch.objects.get()
    assert (batch.kind, batch.answers) == ("suggestions", SESSION_DAYS)
    assert "没有再导入" in run(capsys, *words, *answers, "--only-good")
    assert "撤销了2件" in run(capsys, "undo_import", str(batch.pk))
    assert Suggestion.objects.count() == 0
    assert Unit.objects.count() == 3
