"""From the draft to what was done with it."""

from __future__ import annotations

import datetime as dt

import pytest

from huying.consultations import asking, jobs
from huying.consultations.models import Consultation, Remark
from huying.core import clock
from huying.core.errors import Denied, HuyingError, Missing, Stale, WrongState
from huying.core.models import Event
from huying.core.permissions import PUBLIC, Role, system_actor
from huying.voices.models import Voice
from tests.consultations.making import (
    count_now,
    make_consultation,
    question,
    say,
    two_camps,
)
from tests.factories import make_actor


def by(town):
    return system_actor(town.pk)


def test_every_step_is_in_the_ledger(town):
    made = make_consultation(town, "published")
    asking.follow_up(consultation=made, by=by(town), text="十二个收集点都建好了。")
    verbs = list(
        Event.objects.filter(kind="consultation", subject_id=made.pk)
        .order_by("id")
        .values_list("verb", "after", "public")
    )
    assert verbs == [
        ("start", "draft", False), ("open", "open", True), ("close", "closed", True),
        ("publish", "published", True), ("follow_up", "published", True),
    ]  # fmt: skip
    made.refresh_from_db()
    assert made.follow_ups == [{"on": clock.today().isoformat(), "text": "十二个收集点都建好了。"}]


def test_only_staff_run_them(town):
    for role in (Role.KEEPER, Role.DEPUTY, Role.PRESIDIUM, Role.OFFICE):
        with pytest.raises(Denied):
            asking.start(town=town, by=make_actor(town, role), question=question())
    with pytest.raises(Denied):
        asking.open_it(consultation=make_consultation(town, "draft"), by=PUBLIC)
    made = asking.start(town=town, by=make_actor(town, Role.STAFF), question=question())
    assert made.state == "draft"


def test_open_refused_without_anything_to_answer(town):
    made = asking.start(town=town, by=by(town), question=question(takes_remarks=False))
    with pytest.raises(HuyingError, match="还没有一条可以表态的说法"):
        asking.open_it(consultation=made, by=by(town))


def test_a_policy_open_for_less_than_the_rule_says_wants_a_reason(town):
    made = make_consultation(town, "draft", kind="policy")
    with pytest.raises(Missing, match="一般不少于30天，现在只有10天"):
        asking.open_it(consultation=made, by=by(town))
    told = question(kind="policy", short_reason="汛期前要定下来。")
    asking.write(consultation=made, by=by(town), question=told)
    asking.open_it(consultation=made, by=by(town))
    assert made.state == "open"


def test_a_policy_open_for_as_long_as_the_rule_says_needs_none(town):
    closes = clock.today() + dt.timedelta(days=29)
    made = make_consultation(town, "open", kind="policy", closes_on=closes)
    assert made.state == "open"


def test_write_refused_when_it_ends_before_it_begins_or_somebody_else_wrote(town):
    made = make_consultation(town, "draft")
    with pytest.raises(HuyingError, match="截止日要在开始日之后"):
        asking.write(
            consultation=made, by=by(town),
            question=question(closes_on=clock.today() - dt.timedelta(days=1)),
        )  # fmt: skip
    asking.write(consultation=made, by=by(town), question=question(), version=made.version)
    with pytest.raises(Stale):
        asking.write(consultation=made, by=by(town), question=question(), version=0)


def test_write_refused_once_people_have_seen_it(town):
    with pytest.raises(WrongState):
        asking.write(consultation=make_consultation(town), by=by(town), question=question())


def test_extend_moves_the_last_day_with_a_reason(town):
    made = make_consultation(town)
    later = made.closes_on + dt.timedelta(days=5)
    with pytest.raises(Missing):
        asking.extend(consultation=made, by=by(town), closes_on=later, reason="")
    with pytest.raises(HuyingError, match="不能在今天以前"):
        asking.extend(
            consultation=made, by=by(town), closes_on=clock.today() - dt.timedelta(days=1),
            reason="想早点结束",
        )  # fmt: skip
    asking.extend(consultation=made, by=by(town), closes_on=later, reason="下雨，老人出不了门。")
    assert Consultation.objects.get(pk=made.pk).closes_on == later


def test_the_worker_closes_after_the_last_day_and_counts_once(town):
    made = make_consultation(town)
    two_camps(made)
    assert jobs.tend() == 0
    with clock.pretend(clock.now() + dt.timedelta(days=10)):
        assert jobs.tend() == 1
        assert jobs.tend() == 0
    made.refresh_from_db()
    assert (made.state, made.up_to_date, made.figures["people"]) == ("closed", True, 12)


def test_publish_refused_while_it_is_counted_or_a_statement_waits(town):
    made = make_consultation(town)
    say(made, [1], proposal="冬天可以少收几次")
    asking.close(consultation=made, by=by(town))
    told = {"outcome": "定点收。", "done": "照办。"}
    with pytest.raises(HuyingError, match="程序还在汇总"):
        asking.publish(consultation=made, by=by(town), **told)
    count_now()
    made.refresh_from_db()
    with pytest.raises(HuyingError, match="还有群众添的说法没有看"):
        asking.publish(consultation=made, by=by(town), **told)
    proposed = made.statements.get(state="proposed")
    with pytest.raises(HuyingError, match="已经截止"):
        asking.moderate(statement=proposed, by=by(town), verb="show")
    asking.moderate(statement=proposed, by=by(town), verb="refuse", reason="截止前没来得及放上去。")
    with pytest.raises(Missing):
        asking.publish(consultation=made, by=by(town), outcome="定点收。", done="")
    asking.publish(consultation=made, by=by(town), **told)
    assert made.state == "published"


def test_a_proposed_statement_is_answered_only_after_it_was_looked_at(town):
    made = make_consultation(town)
    say(made, [1], proposal="冬天可以少收几次")
    proposed = made.statements.get(state="proposed")
    assert proposed.by_resident
    from huying.consultations.answering import Sheet, Who, answer

    sheet = Sheet(answers={proposed.pk: 1})
    with pytest.raises(HuyingError, match="还没有表态"):
        answer(consultation=made, by=PUBLIC, who=Who(secret="somebody"), sheet=sheet)
    asking.moderate(statement=proposed, by=by(town), verb="show")
    answer(consultation=made, by=PUBLIC, who=Who(secret="somebody"), sheet=sheet)
    assert proposed.answers.get().value == 1


def test_a_statement_taken_down_is_no_longer_counted(town):
    made = make_consultation(town)
    two_camps(made)
    first = made.statements.order_by("id").first()
    with pytest.raises(Missing):
        asking.moderate(statement=first, by=by(town), verb="take_down")
    asking.moderate(statement=first, by=by(town), verb="take_down", reason="说的是别的事。")
    asking.close(consultation=made, by=by(town))
    count_now()
    made.refresh_from_db()
    assert str(first.pk) not in made.figures["statements"]
    assert len(made.figures["statements"]) == 7


def test_statements_are_added_once(town):
    made = make_consultation(town)
    again = asking.add_statements(
        consultation=made, by=by(town), texts=["费用由村里出", "新的一条"]
    )
    assert [one.text for one in again] == ["新的一条"]
    asking.close(consultation=made, by=by(town))
    with pytest.raises(HuyingError, match="不能再添"):
        asking.add_statements(consultation=made, by=by(town), texts=["又一条"])


def test_a_remark_becomes_one_voice(town):
    made = make_consultation(town)
    say(made, [1], remark="我家门口的垃圾桶坏了半个月没人换。")
    remark = Remark.objects.get()
    voice = asking.take_up(remark=remark, by=by(town))
    assert asking.take_up(remark=remark, by=by(town)) == voice
    assert Voice.objects.get().text == "我家门口的垃圾桶坏了半个月没人换。"
    assert Remark.objects.get().state == "taken_up"
