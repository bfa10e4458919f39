"""A verdict counts for the answer that it was given to, while who gave it stands behind that matter."""

import pytest

from huying.core.errors import HuyingError, WrongState
from huying.core.models import Event
from huying.core.permissions import Actor, Role, system_actor
from huying.handling import judging, withdrawal
from huying.handling.models import Recheck, Verdict
from huying.rulebook import queries as rulebook
from huying.voices import actions as voices
from huying.voices import triage
from huying.voices.models import Matter
from tests.factories import make_actor, make_public_matter, make_voice

SECOND = "我家门口也淌水"


def judge(voice, grade):
    by = Actor(kind="resident", town_id=voice.town_id, voice_id=voice.pk)
    return judging.judge(by=by, voice=voice, grade=grade, solved=grade == "satisfied")


def answered(town, text="修好了。"):
    matter = make_public_matter(town)
    triage.answer_on_spot(matter=matter, by=system_actor(town.pk), text=text)
    return matter


def merged(town, voice, target):
    source = Matter.objects.get(pk=voice.matter_id)
    return triage.merge(source=source, target=target, by=system_actor(town.pk))


def stands(matter):
    matter.refresh_from_db()
    return matter.state, matter.grades


def said():
    rows = Verdict.objects.order_by("id")
    return [(one.voice_id, one.matter_id, one.round, one.grade) for one in rows]


def test_what_was_said_of_another_answer_stays_and_counts_there_alone(town):
    target, other = answered(town), answered(town)
    voice = other.voices.get()
    judge(voice, "dissatisfied")
    merged(town, voice, target)
    assert stands(target) == ("answered", {})
    judge(voice, "satisfied")
    assert said() == [
        (voice.pk, other.pk, 1, "dissatisfied"),
        (voice.pk, target.pk, 1, "satisfied"),
    ]
    assert stands(target) == ("answered", {"satisfied": 1, "solved": 1})


def test_a_me_too_judges_each_answer_of_its_own(town):
    target, other = answered(town), answered(town)
    by = system_actor(town.pk)
    person = voices.support(town=town, matter=other, by=by, client_key="k")
    judging.judge(by=by, supporter=person, grade="satisfied", solved=True)
    judge(other.voices.get(), "dissatisfied")
    merged(town, other.voices.get(), target)
    judging.judge(by=by, supporter=person, grade="mostly_satisfied", solved=False)
    rows = Verdict.objects.filter(supporter=person).order_by("id")
    assert [(one.matter_id, one.grade) for one in rows] == [
        (other.pk, "satisfied"), (target.pk, "mostly_satisfied"),
    ]  # fmt: skip


def test_who_is_split_off_counts_no_longer_but_what_they_said_stays(town):
    target, late = answered(town), make_voice(town, SECOND)
    record = merged(town, late, target)
    judge(late, "mostly_satisfied")
    assert stands(target) == ("answered", {"mostly_satisfied": 1, "solved": 0})
    source = triage.split(record=record, by=system_actor(town.pk))
    assert (stands(target), stands(source)) == (("answered", {}), ("new", {}))
    assert said() == [(late.pk, target.pk, 1, "mostly_satisfied")]
    merged(town, late, target)
    assert stands(target) == ("answered", {"mostly_satisfied": 1, "solved": 0})


def test_a_leavers_content_closes_nothing_for_those_who_stay(town):
    target, late = answered(town), make_voice(town, SECOND)
    third = make_voice(town, "我家也是")
    record = merged(town, late, target)
    merged(town, third, target)
    judge(late, "satisfied")
    triage.split(record=record, by=system_actor(town.pk))
    judge(third, "satisfied")
    assert stands(target) == ("answered", {"satisfied": 1, "solved": 1})
    judge(target.voices.exclude(pk=third.pk).get(), "satisfied")
    assert stands(target) == ("closed", {"satisfied": 2, "solved": 2})


def test_a_leavers_not_holds_nothing_open(town):
    target, late = answered(town), make_voice(town, SECOND)
    Matter.objects.filter(pk=target.pk).update(round=rulebook.value(town, "case.rounds_max"))
    record = merged(town, late, target)
    judge(late, "dissatisfied")
    assert list(judging.awaiting_an_end(town)) == [target]
    assert not judging.may_settle(target)
    triage.split(record=record, by=system_actor(town.pk))
    assert list(judging.awaiting_an_end(town)) == []
    assert judging.may_settle(target)


def test_who_took_their_words_back_may_not_judge(town):
    target = answered(town)
    late = make_voice(town, SECOND)
    merged(town, late, target)
    late.refresh_from_db()
    withdrawal.withdraw_voice(voice=late, by=system_actor(town.pk), reason="本人撤回")
    with pytest.raises(WrongState) as refused:
        judge(late, "dissatisfied")
    assert str(refused.value) == "这条意见已经撤回，不能再评价。"
    assert (stands(target), Verdict.objects.count()) == (("answered", {}), 0)


def test_a_verdict_of_words_taken_back_counts_no_longer(town):
    target, late = answered(town), make_voice(town, SECOND)
    merged(town, late, target)
    judge(late, "satisfied")
    late.refresh_from_db()
    withdrawal.withdraw_voice(voice=late, by=system_actor(town.pk), reason="本人撤回")
    assert stands(target) == ("answered", {})
    assert target.voice_count == Verdict.objects.count() == 1


def test_recheck_is_recorded_once(town):
    verdict = judge(answered(town).voices.get(), "satisfied")
    drawn, _new = Recheck.objects.get_or_create(
        verdict=verdict, defaults={"town": town, "drawn_at": verdict.at}
    )
    one, other = (Recheck.objects.get(pk=drawn.pk) for _person in range(2))
    by = make_actor(town, Role.STAFF)
    judging.record_recheck(recheck=one, by=by, reached=True, grade="satisfied", solved=True)
    with pytest.raises(HuyingError) as refused:
        judging.record_recheck(recheck=other, by=by, reached=False)
    assert str(refused.value) == "这一次回访已经有人记下了。"
    drawn.refresh_from_db()
    assert (drawn.reached, drawn.grade, Event.objects.filter(verb="recheck").count()) == (
        True, "satisfied", 1,
    )  # fmt: skip
