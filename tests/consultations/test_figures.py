"""What is told of the answers, and what is never told."""

from __future__ import annotations

import random

from huying.consultations import asking
from huying.consultations.figures import count
from huying.consultations.models import Remark
from huying.consultations.queries import alike, guess, waiting_count
from huying.core.permissions import system_actor
from tests.consultations.making import make_consultation, say, two_camps


def sheets() -> list[list[int]]:
    made = []
    for person in range(12):
        values = [1] + [1 if person < 6 else -1] * 7
        values[1 + person % 7] = 0
        made.append(values)
    return made


def test_two_camps_are_told_with_what_they_share(town):
    made = make_consultation(town)
    two_camps(made)
    told = count(made)
    first = str(made.statements.order_by("id").first().pk)
    assert (told["people"], told["how"], told["smallest"]) == (12, {"device": 12}, 5)
    assert [group["size"] for group in told["groups"]] == [6, 6]
    assert told["statements"][first] == [12, 0, 0]
    assert told["consensus"] == [[int(first), 1]]
    assert all(group["answers"][first] == [6, 0, 0] for group in told["groups"])


def test_the_order_in_which_people_come_changes_no_figure(town):
    one, other = make_consultation(town), make_consultation(town, title="另一回")
    mixed = sheets()
    random.Random(4).shuffle(mixed)
    for made, come in ((one, sheets()), (other, mixed)):
        for values in come:
            say(made, values)
    places = [
        {
            str(pk): place
            for place, pk in enumerate(made.statements.order_by("id").values_list("pk", flat=True))
        }
        for made in (one, other)
    ]
    told = [count(made) for made in (one, other)]
    by_place = [
        {place[pk]: numbers for pk, numbers in figures["statements"].items()}
        for place, figures in zip(places, told, strict=True)
    ]
    assert by_place[0] == by_place[1]
    assert [g["size"] for g in told[0]["groups"]] == [g["size"] for g in told[1]["groups"]]


def test_few_people_are_counted_and_not_told_apart(town):
    made = make_consultation(town)
    for _person in range(4):
        say(made, [1, -1, 0])
    told = count(made)
    assert (told["people"], told["statements"], told["groups"], told["consensus"]) == (
        4,
        {},
        [],
        [],
    )


def test_what_one_takes_from_the_whole_is_nobody_alone(town):
    """A thirteenth person, in no group, answers one statement: the groups are not told apart on that one."""
    made = make_consultation(town)
    two_camps(made)
    first = made.statements.order_by("id").first()
    say(made, [-1])
    told = count(made)
    assert told["statements"][str(first.pk)] == [12, 1, 0]
    assert [str(first.pk) in group["answers"] for group in told["groups"]] == [False, False]
    assert all(len(group["answers"]) == 7 for group in told["groups"])


def test_remarks_are_counted_by_category_and_small_ones_together(town):
    made = make_consultation(town)
    for number in range(8):
        say(made, [1], remark=f"第{number}个垃圾桶满了没人倒")
    for remark in Remark.objects.order_by("id")[:6]:
        asking.classify(remark=remark, by=system_actor(town.pk), category="sanitation.garbage")
    last = Remark.objects.order_by("id").last()
    asking.classify(remark=last, by=system_actor(town.pk), category="water.leak")
    assert count(made)["remarks"] == {"sanitation.garbage": 6, "": 2}


def test_remarks_are_guessed_and_those_that_say_the_same_stand_together(town):
    made = make_consultation(town)
    for text in ("村口垃圾桶满了没人倒", "村口的垃圾桶满了也没人倒", "希望给老人办个食堂"):
        say(made, [1], remark=text)
    (together,) = alike(made)
    assert [one.text for one in together] == ["村口垃圾桶满了没人倒", "村口的垃圾桶满了也没人倒"]
    found = guess(together[0])
    assert found is not None
    assert found.key == "sanitation.garbage"


def test_what_waits_on_the_desk_is_counted(town):
    made = make_consultation(town)
    say(made, [1], proposal="冬天可以少收几次")
    assert waiting_count() == 1
    asking.close(consultation=made, by=system_actor(town.pk))
    assert waiting_count() == 2
