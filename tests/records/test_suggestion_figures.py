"""The year's figures: every rate with its parts and what was left out, counted by hand beside it."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.core import clock as the_clock
from huying.core.permissions import system_actor
from huying.core.tenancy import across_towns, in_town
from huying.handling import replies
from huying.handling.actions import accept
from huying.handling.models import Case, Consultation, Reply
from huying.handling.replies import Promise
from huying.handling.suggestions import consulting, opinions
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.imports.models import ImportBatch
from huying.records import report
from huying.records.ledger_sheet import COLUMNS, rows
from huying.records.rates import Rate
from huying.records.suggestions import Figures, Work, add, town_figures, year_figures
from huying.rulebook import changes
from huying.suggestions.models import Suggestion
from huying.town.models import Unit
from tests.factories import consult, make_suggestion, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def at(day):
    return the_clock.pretend(timezone.make_aware(dt.datetime.fromisoformat(f"{day} 10:00")))


def carry(town, *, unit="water", replied="2026-06-20", outcome="resolved", result="satisfied",
          confirmed=True, promises=()):  # fmt: skip
    """A suggestion assigned on 10 June 2026 (due 10 September), replied and judged as told."""
    by = system_actor(town.pk)
    with at("2026-06-10"):
        suggestion = make_suggestion(town)
        (case,) = assign_all([Plan(suggestion, Unit.objects.get(key=unit))], by=by)
        accept(case=case, by=by)
    if not replied:
        return case
    with at(replied):
        consult(case)
        if confirmed:
            consulting.answer_consultation(
                talked=Consultation.objects.latest("id"), deputy=suggestion.lead, by=by,
                confirmed=True,
            )  # fmt: skip
        replies.draft(case=case, by=by, text="办好了。", outcome=outcome, promises=list(promises))
        replies.sign(case=case, by=by)
        if result:
            opinions.give(
                case=case, deputy=suggestion.lead, by=by, attitude="satisfied", result=result,
                word="还差一点",
            )  # fmt: skip
    return case


def test_year_of_five_counted_by_hand(town):
    carry(town)
    carry(town, replied="2026-09-15", result="mostly_satisfied")  # five days late
    carry(town, unit="transport", outcome="deferred", result="dissatisfied", confirmed=False)
    carry(town, unit="transport", replied="")  # owed and late
    promise = Promise("年底前换灯", dt.date(2026, 12, 20))
    carry(town, unit="social", outcome="planned", result="", promises=[promise])
    with at("2026-10-15"):
        figures = year_figures(town, 2026)
    whole = figures.whole
    assert (len(whole.suggestions), whole.assigned, whole.replied, whole.again) == (5, 5, 4, 1)
    assert (whole.on_time, whole.met) == (Rate(3, 5), Rate(3, 5))
    # Answered as resolved and not judged "not satisfied".
    assert whole.resolved == Rate(2, 5)
    # The fifth one's form did not come back; the base rule leaves it out.
    assert (whole.first.n, whole.first.d, dict(whole.first.left_out)) == (2, 3, {"unreturned": 1})
    # Handled again: until there is a new reply, the verdict on the one that stands counts.
    assert (whole.final.n, whole.final.d) == (2, 3)
    assert (whole.kept.d, dict(whole.kept.left_out)) == (0, {"later": 1})
    assert [(one.name, one.assigned, one.on_time.n, one.on_time.d) for one in figures.by_unit] == [
        ("水利站", 2, 1, 2), ("交通管理站", 2, 1, 2), ("社会事务办公室", 1, 1, 1),
    ]  # fmt: skip
    assert whole.overdue == 1


@pytest.mark.parametrize(
    ("how", "counted"),
    [("as_satisfied", (1, 1)), ("as_dissatisfied", (0, 1)), ("excluded", (0, 0))],
)
def test_forms_that_did_not_come_back_count_as_the_pack_says(town, how, counted):
    changes.choose_option(
        town=town, key="suggestion.unreturned", code=how, reason="试", by=system_actor(town.pk)
    )
    carry(town, result="")
    with at("2026-12-01"):
        final = year_figures(town, 2026).whole.final
    assert (final.n, final.d) == counted


def test_what_is_not_due_is_left_out_and_said(town):
    carry(town, replied="")
    with at("2026-07-01"):
        whole = year_figures(town, 2026).whole
    assert (whole.on_time.d, dict(whole.on_time.left_out), whole.overdue) == (0, {"not_due": 1}, 0)


def test_report_is_drafted_from_the_record(town):
    carry(town)
    carry(town, unit="transport", outcome="deferred", result="dissatisfied")
    with at("2026-10-15"):
        drafted = report.draft(town, 2026)
    assert drafted.title == "关于高都镇2026年代表建议、批评和意见办理情况的报告"
    text = "\n".join(line for part in drafted.parts for line in part.paragraphs)
    assert "共受理代表建议、批评和意见2件，其中会议期间0件、闭会期间2件，联名提出的0件。" in text
    assert "按期答复率100.0%（2／2）。" in text
    assert "代表首次评价满意和基本满意的50.0%（1／2）" in text
    assert "“还差一点”" in text
    assert [list(row) for row in drafted.parts[2].rows] == [
        ["水利站", "1", "1／1", "1／1", "1／1", "—"], ["交通管理站", "1", "1／1", "1／1", "0／1", "—"],
    ]  # fmt: skip


def test_ledger_has_a_row_for_each_units_work(town):
    carry(town)
    table = list(rows(town, 2026))
    assert len(table) == Suggestion.objects.count() == 1
    told = dict(zip(COLUMNS, table[0], strict=True))
    assert (told["会议"], told["编号"], told["主办单位"], told["结果代码"], told["对结果"]) == (
        "闭会期间", 1, "水利站", "A", "满意",
    )  # fmt: skip
    assert (told["交办日期"], told["答复期限"]) == (dt.date(2026, 6, 10), dt.date(2026, 9, 10))


def test_countys_towns_are_counted_together_each_by_its_own_rules(town, django_assert_num_queries):
    carry(town)
    other = make_town(slug="beiliu", code="140525101", name="北留镇")
    with in_town(other):
        carry(other, result="dissatisfied")
    with across_towns(), at("2026-12-01"), django_assert_num_queries(9):
        figures = town_figures([town, other], 2026)
    assert [(one.name, one.final.n, one.final.d) for one in figures.values()] == [
        ("高都镇", 1, 1), ("北留镇", 0, 1),
    ]  # fmt: skip


works = st.builds(
    Work,
    suggestion_id=st.integers(1, 9), town_id=st.just(1), unit=st.sampled_from("甲乙"),
    category=st.just(""), group=st.just(""), state=st.sampled_from(["handling", "replied", "closed"]),
    due=st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), rounds=st.integers(1, 3),
    first_reply=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 11, 1)),
    outcome=st.sampled_from(["", "resolved", "planned"]), met=st.booleans(),
    first=st.sampled_from(["", "satisfied", "dissatisfied"]),
    final=st.sampled_from(["", "satisfied", "mostly_satisfied", "dissatisfied"]),
    replied_round=st.integers(1, 3),
    feedback_due=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
    kept=st.just(0), promised=st.just(0), promises_later=st.integers(0, 2),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(works, max_size=12), st.sampled_from(["excluded", "as_satisfied", "as_dissatisfied"])
)
def test_every_work_is_counted_or_left_out_once(listed, unreturned):
    figures = Figures()
    for work in listed:
        add(figures, work, unreturned)
    for rate in (figures.met, figures.on_time, figures.resolved):
        assert rate.n <= rate.d
        assert rate.d + rate.out == len(listed)
    replied = sum(work.first_reply is not None for work in listed)
    for rate in (figures.first, figures.final, figures.returned):
        assert rate.d + rate.out == replied
    assert figures.replied == replied


def test_what_a_past_ledger_does_not_tell_is_left_out_and_said(town):
    case = carry(town)
    batch = ImportBatch.objects.create(town=town, kind="suggestions", filename="台账.xlsx")
    Suggestion.objects.filter(pk=case.origin_id).update(batch=batch)
    Case.objects.filter(pk=case.pk).update(due=None)
    Reply.objects.update(due=None)
    with at("2026-10-15"):
        whole = year_figures(town, 2026).whole
    assert (whole.on_time.d, whole.met.d, whole.resolved.d) == (0, 0, 1)
    assert dict(whole.on_time.left_out) == dict(whole.met.left_out) == {"imported": 1}
