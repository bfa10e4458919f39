"""One sheet of answers a person, whatever happens on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huying.consultations import answering, asking
from huying.consultations.answering import Sheet, Who
from huying.consultations.models import Answer, Consultation, Participant, Remark
from huying.core import clock
from huying.core.codes import CodeError
from huying.core.errors import Denied, HuyingError
from huying.core.models import Event
from huying.core.permissions import PUBLIC, Role, system_actor
from huying.core.tenancy import in_town
from huying.town.models import Point
from tests.consultations.making import make_consultation, say
from tests.factories import make_actor, make_town


def values_of(person: Participant) -> list[int]:
    return list(person.answers.order_by("statement_id").values_list("value", flat=True))


def test_a_double_tap_is_one_person_and_one_event(town):
    made = make_consultation(town)
    who = Who(secret="device")
    say(made, [1, -1, 0], who=who, remark="夏天味道大")
    say(made, [1, -1, 0], who=who, remark="夏天味道大")
    assert (Participant.objects.count(), Answer.objects.count(), Remark.objects.count()) == (
        1,
        3,
        1,
    )
    assert Event.objects.filter(kind="participant").count() == 1


def test_the_last_word_counts(town):
    made = make_consultation(town)
    who = Who(secret="device")
    say(made, [1, -1], who=who)
    person = say(made, [-1, None, 1], who=who)
    assert values_of(person) == [-1, -1, 1]
    assert Participant.objects.count() == 1


def test_no_event_says_what_somebody_answered(town):
    made = make_consultation(town)
    say(made, [1, -1, 0])
    event = Event.objects.select_related("content").get(kind="participant")
    assert event.content.body == {
        "answers": 3, "by": "公众", "consultation": made.pk, "how": "device",
    }  # fmt: skip


def test_a_secret_is_not_kept_and_fits_no_other_consultation(town):
    one, other = make_consultation(town), make_consultation(town, title="另一件事")
    who = Who(secret="device-secret")
    first, second = say(one, [1], who=who), say(other, [1], who=who)
    assert "device-secret" not in first.key
    assert first.key != second.key


def test_answer_refused_before_after_and_without_a_word(town):
    made = make_consultation(town)
    with pytest.raises(HuyingError, match="还没有表态"):
        say(made, [])
    with pytest.raises(HuyingError, match="还没有表态"):
        answering.answer(
            consultation=made, by=PUBLIC, who=Who(secret="x"), sheet=Sheet(answers={10**9: 1})
        )
    for days in (-1, 10):
        then = clock.now() + dt.timedelta(days=days)
        with clock.pretend(then), pytest.raises(HuyingError, match="不在征求意见的日子里"):
            say(made, [1])
    asking.close(consultation=made, by=system_actor(town.pk))
    with pytest.raises(HuyingError, match="不在征求意见的日子里"):
        say(made, [1])
    assert Participant.objects.count() == 0


def test_another_consultations_statement_is_not_answered(town):
    one, other = make_consultation(town), make_consultation(town, title="另一件事")
    foreign = other.statements.first()
    own = one.statements.first()
    sheet = Sheet(answers={foreign.pk: 1, own.pk: 1})
    person = answering.answer(consultation=one, by=PUBLIC, who=Who(secret="x"), sheet=sheet)
    assert [one.statement_id for one in person.answers.all()] == [own.pk]


def test_a_printed_code_is_one_person_on_paper_and_on_a_phone(town):
    made = make_consultation(town)
    keeper = make_actor(town, Role.KEEPER)
    (code,) = answering.print_codes(consultation=made, by=keeper, count=1)
    assert not Participant.objects.filter(key__contains=code).exists()
    point = Point.objects.first()
    say(made, [1], by=keeper, who=Who(code=f"{code[:4]}-{code[4:]}".lower(), point=point))
    person = say(made, [-1], who=Who(code=code))
    assert (values_of(person), person.how, person.point) == ([-1], "code", point)
    assert Participant.objects.count() == 1


def test_a_code_that_was_never_printed_is_refused(town):
    made, other = make_consultation(town), make_consultation(town, title="另一件事")
    (code,) = answering.print_codes(consultation=other, by=system_actor(town.pk), count=1)
    with pytest.raises(HuyingError, match="没有发过这个编号"):
        say(made, [1], who=Who(code=code))
    with pytest.raises(CodeError):
        say(made, [1], who=Who(code="K7MP"))


def test_codes_are_printed_by_keepers_and_staff_while_it_is_open(town):
    made = make_consultation(town)
    with pytest.raises(Denied):
        answering.print_codes(consultation=made, by=make_actor(town, Role.DEPUTY), count=1)
    with pytest.raises(HuyingError, match="一次最多打印200张"):
        answering.print_codes(consultation=made, by=system_actor(town.pk), count=201)
    assert (
        len(set(answering.print_codes(consultation=made, by=system_actor(town.pk), count=20))) == 20
    )
    draft = make_consultation(town, "draft", title="草稿")
    with pytest.raises(HuyingError, match="没有在征求意见"):
        answering.print_codes(consultation=draft, by=system_actor(town.pk), count=1)


def test_an_unused_code_is_nobody(town):
    made = make_consultation(town)
    answering.print_codes(consultation=made, by=system_actor(town.pk), count=5)
    say(made, [1])
    asking.close(consultation=made, by=system_actor(town.pk))
    from huying.consultations import jobs

    jobs.tend()
    assert Consultation.objects.get(pk=made.pk).figures["people"] == 1


def test_who_may_enter_for_people(town):
    made = make_consultation(town)
    for role in (Role.KEEPER, Role.DEPUTY, Role.STAFF):
        assert say(made, [1], by=make_actor(town, role)).how == "keeper"
    with pytest.raises(Denied):
        say(made, [1], by=make_actor(town, Role.CLERK))


def test_one_person_may_write_ten_times_and_no_more(town):
    made = make_consultation(town)
    who = Who(secret="device")
    for number in range(10):
        say(made, [], who=who, remark=f"第{number}句")
    with pytest.raises(HuyingError, match="都收到了"):
        say(made, [], who=who, remark="还有一句")


def test_what_is_not_asked_for_is_refused(town):
    made = make_consultation(town, takes_remarks=False, takes_statements=False)
    with pytest.raises(HuyingError, match="没有请写几句"):
        say(made, [1], remark="一句")
    with pytest.raises(HuyingError, match="不收大家添的说法"):
        say(made, [1], proposal="一条")
    assert Participant.objects.count() == 0


taps = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 3), st.sampled_from([1, 0, -1])),
    min_size=1, max_size=12,
)  # fmt: skip


class OneAnswerAPerson(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(taps)
    def test_whatever_is_tapped_each_person_has_one_answer_to_each(self, taps):
        town = make_town()
        with in_town(town):
            made = make_consultation(town)
            shown = list(made.statements.order_by("id"))
            expected: dict[tuple[str, int], int] = {}
            for person, place, value in taps:
                sheet = Sheet(answers={shown[place].pk: value})
                answering.answer(consultation=made, by=PUBLIC, who=Who(secret=person), sheet=sheet)
                expected[answering.digest(made, person), shown[place].pk] = value
            kept = Answer.objects.values_list("participant__key", "statement_id", "value")
            assert {(key, pk): value for key, pk, value in kept} == expected
            assert Answer.objects.count() == len(expected)
