"""Changing rules and years: previewed, recorded, and every open date moves (Alaveteli's #7292)."""

import datetime as dt

import pytest

from huying.core.errors import Denied, HuyingError
from huying.core.models import Event
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.handling.models import Case
from huying.rulebook import changes, packs, queries
from huying.rulebook.models import RuleChoice
from huying.voices.models import Matter
from tests.factories import make_actor, make_case, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def test_packs_say_where_each_number_comes_from():
    for rule in packs.all_rules().values():
        assert rule.source
        assert rule.certainty in packs.CERTAINTIES


@pytest.mark.parametrize(
    "line", ['unit = "fortnights"', 'certainty = "X"', 'source = ""', "value = -1", 'more = "x"']
)
def test_pack_with_a_fault_is_refused(line):
    row = {
        "label": '"x"', "value": "1", "unit": '"days"', "starts": '""', "source": '"s"',
        "level": '"town"', "binds": '"none"', "certainty": '"I"',
    }  # fmt: skip
    name, _equals, value = line.partition(" = ")
    row[name] = value
    body = "\n".join(f"{key} = {text}" for key, text in row.items())
    with pytest.raises(packs.PackError):
        packs.read_pack(f'name = "p"\ntitle = "t"\nread_on = 2026-01-01\n[rule."a.b"]\n{body}\n')


def test_changed_rule_is_previewed_then_moves_the_open_date(town):
    case = make_case(town, state="handling")
    before = case.due
    (shift,) = changes.preview_rule(town, "case.reply_ordinary", 20, "working_days")
    assert (shift.label, shift.before) == (case.title, before)
    assert Case.objects.get(pk=case.pk).due == before

    admin = make_actor(town, Role.ADMIN)
    moved = changes.choose_rule(
        town=town,
        key="case.reply_ordinary",
        value=20,
        unit="working_days",
        reason="人手少",
        by=admin,
    )
    case.refresh_from_db()
    assert (moved, case.due) == (1, shift.after.date)
    assert Matter.objects.get(pk=case.origin_id).answer_due == case.due
    assert Event.objects.filter(kind="case", verb="redate").count() == 1
    assert queries.rule(town, "case.reply_ordinary").chosen == "人手少"


def test_answered_case_does_not_move(town):
    make_case(town, state="replied")
    assert changes.preview_rule(town, "case.reply_ordinary", 20, "working_days") == []


def test_announced_year_moves_what_was_provisional(town):
    from huying.core import clock

    at = dt.datetime(2026, 12, 28, 9, tzinfo=dt.UTC)
    with clock.pretend(at):
        case = make_case(town, state="handling", said_at=at)
        assert case.due_basis["provisional"]
        days = {dt.date(2027, 1, n): (False, "元旦") for n in range(1, 16)}
        shifted = changes.preview_year(town, 2027, days)
        admin = make_actor(town, Role.ADMIN)
        changes.enter_year(town=town, year=2027, days=days, by=admin)
    case.refresh_from_db()
    assert (case.due, case.due_basis["provisional"]) == (dt.date(2027, 1, 18), False)
    assert [shift.after.date for shift in shifted] == [case.due]


def test_another_towns_dates_stay(town):
    other = make_town(slug="beiliu", code="140525101", name="北留镇")
    with in_town(other):
        case = make_case(other, state="handling")
    changes.choose_rule(
        town=town, key="case.reply_ordinary", value=2, unit="working_days", reason="快办",
        by=make_actor(town, Role.ADMIN),
    )  # fmt: skip
    with in_town(other):
        assert Case.objects.get(pk=case.pk).due == case.due


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        ("no.such", 1, "days"),
        ("case.rounds_max", 1, "days"),
        ("rating.recheck_share", 101, "percent"),
    ],
)
def test_number_that_makes_no_sense_is_refused(town, key, value, unit):
    with pytest.raises(HuyingError):
        changes.preview_rule(town, key, value, unit)


def test_rule_is_changed_by_the_administrator_with_a_reason_only(town):
    said = {"town": town, "key": "case.rehandle", "value": 5, "unit": "working_days"}
    with pytest.raises(Denied):
        changes.choose_rule(**said, reason="x", by=make_actor(town, Role.CLERK))
    with pytest.raises(HuyingError):
        changes.choose_rule(**said, reason=" ", by=make_actor(town, Role.ADMIN))
    assert RuleChoice.objects.count() == 0


@pytest.mark.parametrize(
    "days",
    [{}, {dt.date(2026, 1, 1): (False, "元旦")}, {dt.date(2027, 1, 4): (True, "元旦")}],
)
def test_year_that_cannot_be_a_notice_is_refused(days):
    with pytest.raises(HuyingError):
        changes.check_year(2027, days)
