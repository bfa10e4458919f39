"""Rules, the calendar, direct rules: first what would move, then the change."""

import datetime as dt

import pytest

from huying.core.errors import HuyingError
from huying.core.models import Event
from huying.core.permissions import Role, system_actor
from huying.handling.models import Case, DirectRule
from huying.rulebook import changes
from huying.rulebook import queries as rulebook
from huying.rulebook.models import CalendarYear, RuleChoice
from huying.town.models import Unit
from tests.factories import make_case
from tests.web.browser import Desk, page

KEY = "case.reply_ordinary"
TWENTY = {"value": "20", "unit": "days", "reason": "本镇山路远，多留五天"}
STALE = "刚才看过以后，数字或期限又变了。请看看下面新的变动，再确认一次。"
UNSEEN = "您还没有看过会变动什么。请看看下面，再确认。"


@pytest.fixture
def admin(town):
    return Desk(town, "admin")


@pytest.fixture
def case(town):
    return make_case(town)


def look(admin, *args, name="admin-rule", **said):
    response = admin.post(name, *args, **said)
    assert response.status_code == 200
    return response


def confirm(admin, *args, seen, name="admin-rule", **said):
    """Press the second button on the page that `seen` is."""
    return admin.post(name, *args, **said, confirm="1", seen=seen.context["seen"])


def state(case) -> tuple:
    case.refresh_from_db()
    return case.due, RuleChoice.objects.count(), rulebook.value(case.town, KEY)


def test_rules_are_listed_with_number_source_and_how_sure(admin):
    shown = page(admin.get("admin-rules"))
    assert "一般事项答复" in shown
    assert "15天" in shown
    assert "只读过摘录" in shown
    assert "参照接诉即办工作规范征求意见稿（2021）：疑难诉求 15 日" in shown


def test_unknown_rule_is_404(admin):
    assert admin.get("admin-rule", "no.such").status_code == 404


def test_preview_shows_what_would_move_and_changes_nothing(admin, case):
    before = state(case)
    response = look(admin, KEY, **TWENTY)
    (shift,) = response.context["shifts"]
    assert (shift.label, shift.before) == (case.title, case.due)
    assert (shift.after.date - case.due).days >= 5
    assert "会有 1 个未到的期限变动" in page(response)
    assert case.title in page(response)
    assert 'name="confirm"' in page(response)
    assert state(case) == before


def test_nothing_to_confirm_before_a_look(admin, case):
    assert 'name="confirm"' not in page(admin.get("admin-rule", KEY))


def test_confirmed_change_moves_the_open_date_and_is_told_with_its_reason(admin, case):
    seen = look(admin, KEY, **TWENTY)
    response = confirm(admin, KEY, seen=seen, **TWENTY)
    assert response.url == admin.url("admin-rules")
    due, choices, value = state(case)
    assert (due, choices, value) == (seen.context["shifts"][0].after.date, 1, 20)
    choice = RuleChoice.objects.get()
    assert (choice.reason, choice.chosen_by_id) == (TWENTY["reason"], admin.account.pk)
    shown = page(admin.client.get(response.url))
    assert "已改，1个期限随着变了。" in shown
    assert TWENTY["reason"] in shown
    assert TWENTY["reason"] in page(admin.get("admin-rule", KEY))
    body = Event.objects.get(kind="rule", verb="choose").content.body
    assert (body["before"], body["after"], body["moved"]) == ([15, "days"], [20, "days"], 1)


def test_confirm_without_a_look_changes_nothing(admin, case):
    before = state(case)
    response = admin.post("admin-rule", KEY, **TWENTY, confirm="1")
    assert response.context["form"].non_field_errors() == [UNSEEN]
    assert len(response.context["shifts"]) == 1
    assert state(case) == before


def test_confirm_of_another_number_than_was_looked_at_asks_again(admin, case):
    before, seen = state(case), look(admin, KEY, **TWENTY)
    response = confirm(admin, KEY, seen=seen, **(TWENTY | {"value": "200"}))
    assert response.context["form"].non_field_errors() == [STALE]
    assert response.context["form"]["value"].value() == "200"
    assert STALE in page(response)
    assert state(case) == before
    assert confirm(admin, KEY, seen=response, **(TWENTY | {"value": "200"})).status_code == 302
    assert state(case)[2] == 200


def test_confirm_after_the_open_dates_changed_asks_again(admin, case):
    seen = look(admin, KEY, **TWENTY)
    other = make_case(admin.town)
    response = confirm(admin, KEY, seen=seen, **TWENTY)
    assert response.context["form"].non_field_errors() == [STALE]
    assert len(response.context["shifts"]) == 2
    assert state(other)[1:] == (0, 15)


def test_second_of_two_administrators_confirms_on_what_is_there_now(admin, case):
    ten = TWENTY | {"value": "10"}
    mine, theirs = look(admin, KEY, **TWENTY), look(Desk(admin.town, "admin"), KEY, **ten)
    assert confirm(admin, KEY, seen=theirs, **ten).status_code == 302
    response = confirm(admin, KEY, seen=mine, **TWENTY)
    assert response.context["form"].non_field_errors() == [STALE]
    assert state(case)[1:] == (1, 10)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("value", ""), ("value", "-1"), ("value", "many"), ("unit", "fortnights"), ("reason", " ")],
)
def test_bad_change_is_told_at_its_field_and_keeps_what_was_typed(admin, case, field, typed):
    before = state(case)
    response = admin.post("admin-rule", KEY, **(TWENTY | {field: typed, "confirm": "1"}))
    assert list(response.context["form"].errors) == [field]
    for name, value in (TWENTY | {field: typed}).items():
        assert response.context["form"][name].value() == value
    assert response.context["shifts"] is None
    assert state(case) == before


@pytest.mark.parametrize("unit", ["days", "working_days", "months"])
@pytest.mark.parametrize("value", ["3651", "99999999999999999999"])
def test_number_beyond_ten_years_of_days_is_refused(admin, case, value, unit):
    before = state(case)
    response = admin.post("admin-rule", KEY, **(TWENTY | {"value": value, "unit": unit}))
    assert list(response.context["form"].errors) == ["value"]
    assert look(admin, KEY, **(TWENTY | {"value": "3650", "unit": unit})).context["shifts"]
    assert state(case) == before


def test_share_above_a_whole_is_refused(admin):
    said = {"value": "101", "unit": "percent", "reason": "试试"}
    response = look(admin, "rating.rehandle_share", **said)
    assert response.context["form"].errors == {"value": ["这个数字或单位不合适，请核对。"]}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.COUNTY}))
def test_only_the_administrator_changes_rules(town, role):
    person = Desk(town, role)
    assert person.post("admin-rule", KEY, **TWENTY, confirm="1").status_code == 403
    assert RuleChoice.objects.count() == 0


def test_year_is_looked_at_then_entered(admin):
    said = {"year": "2028", "days": "1-1 至 1-3 休 元旦\n1-8 班 元旦\n\n2月5日 休 春节\n"}
    seen = look(admin, name="admin-calendar", **said)
    assert "会有 0 个未到的期限变动" in page(seen)
    assert CalendarYear.objects.count() == 0
    response = confirm(admin, name="admin-calendar", seen=seen, **said)
    assert response.url == admin.url("admin-calendar")
    assert CalendarYear.objects.get().days == {
        "2028-01-01": [False, "元旦"],
        "2028-01-02": [False, "元旦"],
        "2028-01-03": [False, "元旦"],
        "2028-01-08": [True, "元旦"],
        "2028-02-05": [False, "春节"],
    }
    assert Event.objects.get(kind="calendar").content.body["year"] == 2028
    days = rulebook.calendar()
    assert not days.is_workday(dt.date(2028, 1, 3))
    assert days.is_workday(dt.date(2028, 1, 8))
    assert not days.is_provisional(dt.date(2028, 6, 1))


def test_entered_year_moves_the_open_date(admin, case):
    # The due day itself is declared free, so it moves on.
    day = case.due
    said = {"year": str(day.year), "days": f"{day.month}-{day.day} 休 暴雪"}
    seen = look(admin, name="admin-calendar", **said)
    assert [(s.label, s.before) for s in seen.context["shifts"]] == [(case.title, day)]
    assert state(case)[0] == day
    response = confirm(admin, name="admin-calendar", seen=seen, **said)
    assert "已改，1个期限随着变了。" in page(admin.client.get(response.url))
    assert state(case)[0] == seen.context["shifts"][0].after.date > day


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("1-1 休 元旦\n正月初一放假", "第2行看不懂：正月初一放假"),
        ("2-30 休 春节", "第1行看不懂：2-30 休 春节"),
        ("1-3 至 1-1 休 元旦", "第1行看不懂：1-3 至 1-1 休 元旦"),
        ("1-1 元旦", "第1行看不懂：1-1 元旦"),
        ("13-1 休", "第1行看不懂：13-1 休"),
        ("1-4 班 元旦", "2028-01-04本来就是工作日，不用填成调休上班。"),
    ],
)
def test_line_that_cannot_be_understood_is_named_and_kept(admin, days, sentence):
    response = look(admin, name="admin-calendar", year="2028", days=days, confirm="1")
    assert response.context["form"].errors == {"days": [sentence]}
    assert response.context["form"]["days"].value() == days
    assert sentence in page(response)
    assert response.context["shifts"] is None
    assert CalendarYear.objects.count() == 0


@pytest.mark.parametrize(
    "days", ["1-1休元旦", "１-１ 休 元旦", "1月1日至1月3日休 元旦", "1.1～1.3 休"]
)
def test_lines_are_read_as_people_type_them(admin, days):
    response = look(admin, name="admin-calendar", year="2028", days=days)
    assert response.context["form"].errors == {}
    assert response.context["shifts"] == []


def test_year_confirmed_without_a_look_is_not_entered(admin):
    said = {"year": "2028", "days": "1-1 休 元旦", "confirm": "1"}
    response = look(admin, name="admin-calendar", **said)
    assert response.context["form"].non_field_errors() == [UNSEEN]
    assert CalendarYear.objects.count() == 0


def test_year_with_another_line_than_was_looked_at_asks_again(admin):
    seen = look(admin, name="admin-calendar", year="2028", days="1-1 休 元旦")
    response = confirm(admin, name="admin-calendar", seen=seen, year="2028", days="1-3 休 元旦")
    assert response.context["form"].non_field_errors() == [STALE]
    assert CalendarYear.objects.count() == 0


def test_direct_rule_is_set_renewed_and_dropped(admin):
    water, transport = Unit.objects.get(key="water"), Unit.objects.get(key="transport")
    for unit, instruction in ((water, "两天内看现场"), (transport, "")):
        said = {"category": "water.leak", "unit": unit.pk, "instruction": instruction}
        assert admin.post("admin-direct", add="1", **said).url == admin.url("admin-direct")
    rule = DirectRule.objects.get()
    assert (rule.category, rule.unit, rule.instruction) == ("water.leak", transport, "")
    assert "交通管理站" in page(admin.get("admin-direct"))
    admin.post("admin-direct", drop=rule.pk)
    assert DirectRule.objects.count() == 0
    told = Event.objects.filter(kind="rule").order_by("id").values_list("verb", flat=True)
    assert list(told) == ["set_direct", "set_direct", "drop_direct"]


@pytest.mark.parametrize("pk", ["abc", "", "99999999"])
def test_direct_rule_that_is_not_there_is_404(admin, pk):
    assert admin.post("admin-direct", drop=pk).status_code == 404


def test_direct_rule_with_bad_input_keeps_what_was_typed(admin):
    response = admin.post("admin-direct", add="1", category="nonsense", instruction="快办")
    assert sorted(response.context["form"].errors) == ["category", "unit"]
    assert response.context["form"]["instruction"].value() == "快办"
    assert Case.objects.count() == DirectRule.objects.count() == 0


@pytest.mark.parametrize("key", ["rating.window_days", "case.extension_max"])
def test_a_number_that_is_used_bare_keeps_its_unit(admin, key):
    """A window of "1 month" was once read as one day, and closed every answer older than that."""
    form = admin.get("admin-rule", key).context["form"]
    known = rulebook.rule(admin.town, key)
    assert [unit for unit, _label in form.fields["unit"].choices] == [known.unit]
    refused = admin.post("admin-rule", key, value=1, unit="months", reason="试试", confirm="1")
    assert "unit" in refused.context["form"].errors
    with pytest.raises(HuyingError):
        changes.preview_rule(admin.town, key, 1, "months")
    assert rulebook.rule(admin.town, key).unit == known.unit


def test_the_notice_says_the_period_in_its_own_unit(admin):
    by = system_actor(admin.town.pk)
    changes.choose_rule(
        town=admin.town,
        key="matter.triage_workdays",
        value=1,
        unit="months",
        reason="人手少",
        by=by,
    )
    assert "人大办收到后1个月内看完" in page(admin.get("public-notice"))
