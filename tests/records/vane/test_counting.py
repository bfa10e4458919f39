"""Everybody who spoke is counted once; every number is the sum of the matters behind it."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huying.core import clock
from huying.core.permissions import Actor, system_actor
from huying.handling import judging, replies, withdrawal
from huying.handling.models import Case
from huying.records.rates import Rate
from huying.records.vane import counting, kept, lists, periods
from huying.records.vane.counting import Wanted, count
from huying.records.vane.figures import FINAL, FIRST, Sums
from huying.town.models import Division
from huying.voices import actions, triage
from huying.voices.models import Matter, Voice
from tests.factories import make_case, make_public_matter, make_voice

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2026, 11, 25, 10))


def at(days_ago):
    return clock.pretend(NOW - dt.timedelta(days=days_ago))


@pytest.fixture(autouse=True)
def _now():
    with clock.pretend(NOW):
        yield


def me_too(town, matter, key):
    return actions.support(
        town=town,
        matter=matter,
        by=Actor(kind="public", town_id=town.pk),
        client_key=(key * 32)[:32],
    )


def judge(town, who, grade, solved):
    by = system_actor(town.pk)
    kind = "voice" if isinstance(who, Voice) else "supporter"
    return judging.judge(by=by, grade=grade, solved=solved, **{kind: who})


def voice_of(case):
    return Voice.objects.get(matter_id=case.origin_id)


def whole(town, key="12w", **chosen) -> Sums:
    return count(town, Wanted(periods.period(key), **chosen)).whole


def test_merged_residents_and_me_toos_each_count_as_one(town):
    with at(10):
        target = make_public_matter(town)
        triage.merge(
            source=make_voice(town, "也漏水").matter, target=target, by=system_actor(town.pk)
        )
        me_too(town, target, "a")
    with at(100):
        make_voice(town, "早先说的")
    sums = whole(town)
    assert (sums.said, sums.me_too, sums.people, sums.before) == (2, 1, 3, 1)


def test_thanks_and_what_was_taken_back_count_by_themselves(town):
    with at(5):
        make_voice(town, "谢谢水利站", kind="thanks")
        voice = make_voice(town)
        triage.withdraw_matter(
            matter=make_voice(town, "说错了").matter, by=system_actor(town.pk), reason="说错了"
        )
        withdrawal.withdraw_voice(voice=voice, by=system_actor(town.pk), reason="说错了")
    sums = whole(town)
    assert (sums.said, sums.thanks, sums.withdrawn) == (0, 1, 2)


def test_first_round_and_final_are_told_apart(town):
    """Two are asked and one answers: not solved, handled again, answered again, solved."""
    by = system_actor(town.pk)
    with at(40):
        case = make_case(town, state="replied")
        silent = me_too(town, Matter.objects.get(pk=case.origin_id), "b")
    with at(35):
        judge(town, voice_of(case), "dissatisfied", False)
    sums = whole(town)
    assert sums.solved[FIRST] == Rate(0, 1, {"silent": 1})
    # Nothing said of the first answer is a word on the next one.
    assert sums.solved[FINAL] == Rate(0, 0, {"again": 2})
    with at(33):
        case.refresh_from_db()
        replies.draft(case=case, by=by, text="换了整段管子。", outcome="resolved", promises=[])
        replies.sign(case=case, by=by)
        judge(town, voice_of(case), "mostly_satisfied", True)
    sums = whole(town)
    assert (sums.solved[FIRST], sums.content[FIRST]) == (
        Rate(0, 1, {"silent": 1}),
        Rate(0, 1, {"silent": 1}),
    )
    assert (sums.solved[FINAL].n, sums.solved[FINAL].d, sums.content[FINAL].n) == (1, 1, 1)
    assert (sums.fully[FINAL].n, dict(sums.fully[FINAL].left_out)) == (0, {"silent": 1})
    assert silent.matter_id == case.origin_id


def test_who_cannot_judge_yet_is_left_out_with_the_reason(town):
    by = system_actor(town.pk)
    with at(3):
        make_voice(town, "还没有答复的")
        triage.redirect(matter=make_voice(town, "法院的事").matter, by=by, text="请到法院。")
        make_case(town, state="replied")
    rate = whole(town).solved[FINAL]
    assert (rate.d, dict(rate.left_out)) == (0, {"unanswered": 1, "channel": 1, "open": 1})


def test_contacted_goes_by_the_date_that_was_due_then(town):
    by = system_actor(town.pk)
    with at(60):
        make_case(town, state="replied")
        late, owed = make_case(town), make_case(town)
        triage.answer_on_spot(matter=make_voice(town, "问几点开门").matter, by=by, text="八点。")
        triage.escalate(matter=make_voice(town, "省道的事").matter, by=by, reason="不归镇里管")
    with at(2):
        replies.draft(case=late, by=by, text="修了。", outcome="resolved", promises=[])
        replies.sign(case=late, by=by)
        make_case(town)
    sums = whole(town)
    assert sums.contacted == Rate(2, 4, {"elsewhere": 1, "not_due": 1})
    assert sums.overdue == 1
    figures = count(town, Wanted(periods.period("12w")))
    assert figures.owed == [("with_town", "水利站", 1)]
    assert owed.origin_id in lists.behind(
        town, Wanted(periods.period("4w")), "overdue"
    ).values_list("pk", flat=True)


def test_a_category_an_item_and_a_village_are_parts_of_the_whole(town):
    with at(4):
        make_public_matter(town)
        make_voice(town, "任庄的事", division=Division.objects.get(name="任庄村"))
    village = Division.objects.get(name="南社村")
    figures = count(town, Wanted(periods.period("12w")))
    assert {key: one.people for key, one in figures.by_category.items()} == {"water.leak": 1, "": 1}
    assert {key: one.people for key, one in figures.by_group.items()} == {"water": 1, "": 1}
    assert whole(town, division_id=village.pk).people == 1
    assert whole(town, category="water.").people == whole(town, category="water.leak").people == 1
    assert whole(town, category="water.supply").people == 0


def test_line_counts_each_day_in_its_step(town):
    with at(0):
        make_voice(town)
    with at(7):
        case = make_case(town, state="replied")
    with at(1):
        judge(town, voice_of(case), "satisfied", True)
    line = count(town, Wanted(periods.period("4w"))).line
    assert (line.said, line.answers) == ([0, 0, 1, 1], [0, 0, 1, 0])
    assert line.grades == {
        "satisfied": [0, 0, 0, 1], "mostly_satisfied": [0] * 4, "dissatisfied": [0] * 4,
    }  # fmt: skip


def _anything(town, seed):
    """A town in which chance does what people do."""
    dice, by = random.Random(seed), system_actor(town.pk)
    for number in range(14):
        with at(dice.randint(0, 160)):
            state = dice.choice(
                ["said", "spot", "case", "replied", "replied", "thanks", "redirect"]
            )
            if state in ("case", "replied"):
                case = make_case(town, state="handling" if state == "case" else "replied")
                matter = Matter.objects.get(pk=case.origin_id)
                voices = [voice_of(case)]
            else:
                voices = [make_voice(town, kind="thanks" if state == "thanks" else "problem")]
                matter = voices[0].matter
            if state == "spot":
                triage.answer_on_spot(matter=matter, by=by, text="好。")
            if state == "redirect":
                triage.redirect(matter=matter, by=by, text="请到法院。")
            if matter.public:
                voices += [
                    me_too(town, matter, f"{chr(97 + number)}{one}"[:2] * 8)
                    for one in range(dice.randint(0, 3))
                ]
            if state in ("spot", "replied"):
                for who in voices:
                    matter.refresh_from_db()
                    if dice.random() < 0.6 and matter.state in ("answered", "closed"):
                        grade = dice.choice(["satisfied", "mostly_satisfied", "dissatisfied"])
                        judge(town, who, grade, dice.random() < 0.5)


@pytest.mark.parametrize("seed", range(4))
def test_every_number_is_the_sum_of_its_list_and_everybody_is_somewhere(town, seed):
    _anything(town, seed)
    for key in ("4w", "12w", "year"):
        wanted = Wanted(periods.period(key))
        sums = count(town, wanted).whole
        numbers = {"people": sums.people, "thanks": sums.thanks, "overdue": sums.overdue,
                   "contacted": sums.contacted.d, "in_time": sums.contacted.n}  # fmt: skip
        for about in (FIRST, FINAL):
            solved, content, fully = sums.of_people(about)
            out = solved.left_out
            numbers |= {
                f"{about}-judged": solved.d, f"{about}-solved": solved.n,
                f"{about}-unsolved": solved.d - solved.n, f"{about}-content": content.n,
                f"{about}-against": content.d - content.n, f"{about}-fully": fully.n,
                f"{about}-silent": out["silent"] + out["open"],
            }  # fmt: skip
            for rate in (solved, content, fully):
                assert rate.d + rate.out == sums.people
        numbers["late"] = sums.contacted.d - sums.contacted.n
        assert set(numbers) == set(lists.LISTS)
        found = {}
        for what in lists.LISTS:
            listed = list(lists.behind(town, wanted, what))
            parts = lists.parts(town, wanted, what, listed)
            assert set(parts) == {one.pk for one in listed}
            found[what] = parts.total()
        assert found == numbers


def test_queries_are_the_same_however_much_there_is(town):
    counts = []
    for _each in range(2):
        make_case(town, state="replied")
        with CaptureQueriesContext(connection) as caught:
            count(town, Wanted(periods.period("year")))
        counts.append(len(caught))
    assert counts == [13, 13]


def test_unknown_list_is_no_list(town):
    with pytest.raises(KeyError):
        lists.behind(town, Wanted(periods.period("4w")), "everything")
    assert counting.months_known(town) is None
    assert Case.objects.count() == 0


def test_what_the_worker_counts_ahead_is_what_the_page_shows(town, django_assert_num_queries):
    make_voice(town)
    assert kept.refresh_all() == 1
    make_voice(town)
    for key in kept.AHEAD:
        with django_assert_num_queries(0):
            assert kept.figures(town, Wanted(periods.period(key))).whole.said == 1
    assert kept.figures(town, Wanted(periods.period("4w"))).whole.said == 2
