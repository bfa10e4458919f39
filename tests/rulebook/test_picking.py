"""A town picks a pack: resolved over base and nation, previewed, recorded, and the open dates move in the same breath."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core.errors import Denied, HuyingError
from huying.core.models import Event
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.rulebook import changes, open_dates, queries
from huying.rulebook.models import PackChoice, RuleChoice
from tests.factories import make_actor, make_case, make_town

REPLY = "suggestion.reply"
ASSIGNED, CLOSED = dt.date(2026, 3, 20), dt.date(2026, 3, 6)


@dataclass
class Owed:
    """What a suggestion would keep of its reply's date."""

    due: dt.date
    basis: dict


@pytest.fixture
def owed(town):
    """An open reply date, assigned on 20 March after a session that closed on 6 March."""
    due = queries.due(town, REPLY, ASSIGNED)
    kept = Owed(due.date, due.to_json())
    starts = {"assignment": ASSIGNED, "session_close": CLOSED}

    def move(due):
        kept.due, kept.basis = due.date, due.to_json()

    def provider(of):
        if of.pk == town.pk:
            derive = open_dates.anew(kept.basis, starts)
            yield open_dates.OpenDate("第12号", REPLY, kept.due, False, derive, move)

    open_dates.register_open_dates("tests", provider)
    yield kept
    open_dates._providers.pop("tests")


def pick(town, pack, reason="县里要求"):
    return changes.choose_pack(town=town, pack=pack, reason=reason, by=make_actor(town, Role.ADMIN))


def own(town, key=REPLY, value=2, unit="months", reason="快办"):
    by = make_actor(town, Role.ADMIN)
    return changes.choose_rule(town=town, key=key, value=value, unit=unit, reason=reason, by=by)


def told(town, key):
    rule = queries.rule(town, key)
    return rule.value or rule.code, rule.pack, rule.chosen


def test_town_that_picked_nothing_follows_the_nation(town):
    assert queries.pack_of(town).name == "national"
    assert not queries.standing(town).picked
    assert told(town, REPLY) == (3, "national", "")
    assert told(town, "suggestion.feedback") == (15, "town_practice", "")


def test_pack_goes_before_nation_before_base_and_the_town_before_all(town):
    assert pick(town, "chongqing_township") == 0
    assert told(town, REPLY) == (2, "chongqing_township", "")
    assert told(town, "suggestion.feedback") == (20, "chongqing_township", "")
    assert told(town, "suggestion.reply_wide") == (6, "national", "")
    assert told(town, "suggestion.cohandler_redo")[1] == "chongqing_township"
    assert told(town, "suggestion.assign_session")[1] == "town_practice"
    own(town, value=1)
    assert told(town, REPLY) == (1, "chongqing_township", "快办")


def test_choices_grounds_and_scheme_are_the_packs(town):
    assert queries.choice(town, "suggestion.period_mode") == "category"
    assert queries.choice(town, "suggestion.next_step") == "presidium"
    assert {ground.pack for ground in queries.grounds(town)} == {"town_practice"}
    pick(town, "henan")
    assert queries.choice(town, "suggestion.next_step") == "expert_review"
    named = [ground.key for ground in queries.grounds(town) if ground.pack == "henan"]
    assert named == ["pending_case", "bid"]
    assert len(queries.grounds(town)) == 9
    assert queries.scheme(town).letter("planned") == "B"
    with pytest.raises(KeyError):
        queries.choice(town, REPLY)


def test_pack_is_previewed_then_moves_the_reply(town, owed):
    # 20 March + 3 months = 20 June 2026, in the Dragon Boat rest: Monday the 22nd.
    assert owed.due == dt.date(2026, 6, 22)
    (shift,) = changes.preview_pack(town, "chongqing_township")
    # 20 March + 2 months = 20 May, a Wednesday.
    assert (shift.label, shift.before, shift.after.date) == (
        "第12号",
        owed.due,
        dt.date(2026, 5, 20),
    )
    assert owed.due == dt.date(2026, 6, 22)
    assert pick(town, "chongqing_township") == 1
    assert owed.due == dt.date(2026, 5, 20)
    assert owed.basis["source"] == "《重庆市乡镇人民代表大会工作条例》（2016年修正）第十六条"


def test_pack_that_counts_from_the_session_moves_the_start_and_back(town, owed):
    # 6 March + 2 months = 6 May, the first day worked after Labour Day.
    assert pick(town, "shandong_township") == 1
    assert (owed.due, owed.basis["start"]) == (dt.date(2026, 5, 6), "2026-03-06")
    assert pick(town, "national") == 1
    assert (owed.due, owed.basis["start"]) == (dt.date(2026, 6, 22), "2026-03-20")


@pytest.mark.parametrize("pack", ["shanxi", "zhejiang", "beijing", "shanghai", "henan", "qingdao"])
def test_pack_that_does_not_say_how_long_moves_no_reply(town, owed, pack):
    assert changes.preview_pack(town, pack) == []


def test_counts_before_picking_are_what_each_would_move(town, owed):
    assert {name: n for name, n in changes.count_moves(town).items() if n} == {
        "shandong_township": 1,
        "chongqing_township": 1,
    }


def test_matters_do_not_move_with_a_pack(town):
    case = make_case(town, state="assigned")
    for pack in queries.packs.choosable():
        assert changes.preview_pack(town, pack.name) == []
    due, step = case.due, case.step_due
    assert pick(town, "chongqing_township") == 0
    case.refresh_from_db()
    assert (case.due, case.step_due) == (due, step)


def test_picking_is_told_in_the_ledger_with_its_reason(town, owed):
    pick(town, "chongqing_township")
    event = Event.objects.get(kind="rule", verb="choose_pack")
    assert event.public
    assert event.content.body == {
        "before": "national", "after": "chongqing_township", "reason": "县里要求", "moved": 1, "by": "镇管理员",
    }  # fmt: skip


def test_history_of_picks_is_kept_and_the_latest_stands(town):
    for pack in ("shanxi", "henan", "shanxi"):
        pick(town, pack)
    assert list(PackChoice.objects.order_by("id").values_list("pack", flat=True)) == [
        "shanxi", "henan", "shanxi",
    ]  # fmt: skip
    assert queries.pack_of(town).name == "shanxi"


def test_pack_is_picked_by_the_administrator_with_a_reason_once(town):
    with pytest.raises(Denied):
        changes.choose_pack(town=town, pack="henan", reason="x", by=make_actor(town, Role.CLERK))
    with pytest.raises(HuyingError):
        pick(town, "henan", reason=" ")
    for name in ("no_such", "town_practice"):
        with pytest.raises(HuyingError):
            pick(town, name)
    assert PackChoice.objects.count() == 0
    pick(town, "henan")
    with pytest.raises(HuyingError):
        pick(town, "henan")
    assert PackChoice.objects.count() == 1


def test_nation_may_be_picked_expressly(town):
    assert pick(town, "national") == 0
    assert queries.standing(town).picked


def test_what_the_town_chose_stays_and_says_under_which_pack(town):
    pick(town, "zhejiang")
    own(town, "suggestion.refuse", 6, "working_days")
    assert RuleChoice.objects.get().pack == "zhejiang"
    pick(town, "chongqing_township")
    rule = queries.rule(town, "suggestion.refuse")
    assert (rule.value, rule.chosen_under, rule.pack) == (6, "zhejiang", "chongqing_township")


def test_own_choice_keeps_its_date_when_the_pack_changes(town, owed):
    own(town, value=1)
    assert owed.due == dt.date(2026, 4, 20)
    assert changes.preview_pack(town, "chongqing_township") == []


def test_option_is_chosen_with_a_reason_and_told(town):
    by = make_actor(town, Role.ADMIN)
    said = {"town": town, "key": "suggestion.scheme", "by": by}
    with pytest.raises(HuyingError):
        changes.choose_option(**said, code="no_such", reason="x")
    with pytest.raises(HuyingError):
        changes.choose_option(**said, code="city", reason="")
    assert changes.choose_option(**said, code="city", reason="跟县里一样") == 0
    assert queries.scheme(town).letter("planned") == "C"
    choice = RuleChoice.objects.get()
    assert (choice.code, choice.value, choice.unit, choice.pack) == (
        "city",
        0,
        "choice",
        "national",
    )
    body = Event.objects.get(kind="rule", verb="choose").content.body
    assert (body["key"], body["before"], body["after"]) == (
        "suggestion.scheme",
        ["national"],
        ["city"],
    )


def test_option_of_a_number_and_number_of_an_option_are_refused(town):
    with pytest.raises(HuyingError):
        changes.preview_option(town, REPLY, "each")
    with pytest.raises(HuyingError):
        changes.preview_rule(town, "suggestion.scheme", 1, "choice")
    with pytest.raises(HuyingError):
        changes.preview_option(town, "no.such", "each")


def test_option_can_move_dates_of_other_rules(town, owed):
    """A date may be reckoned by one rule or another, as a choice says."""

    def provider(of):
        def derive(rule, days):
            wide = rule("suggestion.period_mode").code == "extension"
            return queries.due_by(rule("suggestion.reply_wide" if wide else REPLY), days, ASSIGNED)

        yield open_dates.OpenDate(
            "按方式", REPLY, dt.date(2026, 6, 22), False, derive, lambda due: None
        )

    open_dates.register_open_dates("tests by mode", provider)
    try:
        (shift,) = changes.preview_option(town, "suggestion.period_mode", "extension")
        # 20 March + 6 months = Sunday 20 September 2026, worked for the Mid-autumn rest.
        assert (shift.label, shift.after.date) == ("按方式", dt.date(2026, 9, 20))
    finally:
        open_dates._providers.pop("tests by mode")


@pytest.mark.parametrize(
    ("key", "value", "unit", "may"),
    [
        (REPLY, 3, "months", True),
        (REPLY, 1, "months", True),
        (REPLY, 4, "months", False),
        (REPLY, 80, "days", False),
        ("bill.cosigners", 4, "count", False),
        ("bill.cosigners", 6, "count", False),
        ("suggestion.feedback", 400, "days", True),
    ],
)
def test_what_law_sets_for_townships_may_only_be_shorter(town, key, value, unit, may):
    if may:
        changes.preview_rule(town, key, value, unit)
    else:
        with pytest.raises(HuyingError):
            changes.preview_rule(town, key, value, unit)


def test_a_reference_may_be_set_otherwise(town):
    pick(town, "chongqing_township")
    assert own(town, "suggestion.feedback", 30, "working_days") == 0


def test_own_number_does_not_pass_for_the_laws(town, owed):
    own(town, value=2)
    assert owed.basis["source"] == "本镇自定：快办（原为《代表法》（2025年修正）第五十一条）"


def test_unread_key_gives_the_towns_source(town):
    pick(town, "shanxi")
    rule = queries.rule(town, "suggestion.feedback")
    assert rule.unread.startswith("山西省的代表建议办法")
    assert queries.due(town, rule.key, ASSIGNED).source == "通行做法，由镇里定"


def test_nation_and_pack_that_differ_are_both_known(town):
    assert queries.nation_says(town, REPLY) is None
    pick(town, "chongqing_township")
    nation = queries.nation_says(town, REPLY)
    assert (nation.value, queries.rule(town, REPLY).value) == (3, 2)
    assert queries.nation_says(town, "suggestion.feedback") is None
    pick(town, "henan")
    assert queries.nation_says(town, REPLY) is None


def test_another_town_keeps_its_pack(town):
    other = make_town(slug="beiliu", code="140525101", name="北留镇")
    pick(town, "henan")
    assert queries.pack_of(other).name == "national"
    with in_town(other):
        assert PackChoice.objects.count() == 0


def test_rules_are_asked_for_once(town):
    queries.forget()
    with CaptureQueriesContext(connection) as first:
        queries.rule(town, REPLY)
    with CaptureQueriesContext(connection) as again:
        queries.rules_of(town)
        queries.choice(town, "suggestion.scheme")
        queries.grounds(town)
        queries.pack_of(town)
    assert (len(first), len(again)) == (2, 0)
