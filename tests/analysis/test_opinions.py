"""Opinion groups: the published ones of vTaiwan, known shapes, and what must never change or show."""

from __future__ import annotations

import lzma
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.analysis.opinions import AGREE, DISAGREE, PASS, Opinions, Tally, opinions

pytestmark = pytest.mark.one_database

VTAIWAN = Path(__file__).with_name("vtaiwan_uberx.txt.xz")
LETTERS = {"a": AGREE, "d": DISAGREE, "p": PASS}


def vtaiwan() -> tuple[list[tuple[int, int, int]], dict[int, str]]:
    """The answers, and the group of each person who was put into one."""
    head, *lines = lzma.decompress(VTAIWAN.read_bytes()).decode().splitlines()
    statements = [int(number) for number in head.split("\t")]
    answers, groups = [], {}
    for person, line in enumerate(lines):
        if line[0] != "-":
            groups[person] = line[0]
        answers += [
            (person, statement, LETTERS[letter])
            for statement, letter in zip(statements, line[2:], strict=False)
            if letter != "."
        ]
    return answers, groups


def two_camps(size: int = 12, statements: int = 10) -> list[tuple[int, int, int]]:
    """Two camps that disagree about all statements but the first, each person with one slip of their own."""
    answers = []
    for person in range(2 * size):
        side = AGREE if person < size else DISAGREE
        for statement in range(statements):
            said = AGREE if statement == 0 else side
            slip = statement == 1 + person % (statements - 1)
            answers.append((person, statement, PASS if slip else said))
    return answers


def parted(found: Opinions) -> set[frozenset[int]]:
    return {frozenset(group.people) for group in found.groups}


def test_vtaiwan_gives_the_published_two_groups():
    answers, published = vtaiwan()
    found = opinions(answers)
    assert (len(answers), found.people, len(found.points)) == (49443, 1921, 1218)
    assert [group.size for group in found.groups] == [808, 410]
    # Names of the groups are arbitrary: the larger published one is "1".
    ours = {
        person: name
        for name, group in zip("10", found.groups, strict=True)
        for person in group.people
    }
    same = sum(ours[person] == published[person] for person in ours)
    assert same == 1136  # 93 % of 1,218


def test_vtaiwan_all_together_want_insurance_and_more_in_both_groups():
    answers, _published = vtaiwan()
    found = opinions(answers)
    assert [(one.statement, one.answer) for one in found.consensus] == [
        (40, AGREE), (16, AGREE), (7, AGREE), (111, AGREE), (64, AGREE),
    ]  # fmt: skip
    for one in found.consensus:
        for group in found.groups:
            tally = group.tallies[one.statement]
            assert tally.agree > tally.disagree


def test_two_camps_are_found_with_what_parts_them():
    found = opinions(two_camps())
    assert parted(found) == {frozenset(range(12)), frozenset(range(12, 24))}
    for group in found.groups:
        side = AGREE if 0 in group.people else DISAGREE
        assert {one.answer for one in group.typical} == {side}
        assert 0 not in {one.statement for one in group.typical}
    assert [(one.statement, one.answer) for one in found.consensus] == [(0, AGREE)]


def test_three_camps_are_three_groups():
    camps = [
        (1, 1, 1, 1, -1, -1, -1, -1),
        (-1, -1, -1, -1, 1, 1, 1, 1),
        (1, 1, -1, -1, -1, -1, 1, 1),
    ]
    answers = [
        (10 * camp + person, statement, 0 if statement == person % 8 else said)
        for camp, sides in enumerate(camps)
        for person in range(10)
        for statement, said in enumerate(sides)
    ]
    assert parted(opinions(answers)) == {
        frozenset(range(10)), frozenset(range(10, 20)), frozenset(range(20, 30)),
    }  # fmt: skip


def test_no_groups_where_all_say_the_same():
    found = opinions([(person, statement, AGREE) for person in range(20) for statement in range(8)])
    assert found.groups == ()
    assert found.silhouette == 0.0
    assert [one.statement for one in found.consensus] == [0, 1, 2, 3, 4]


def test_no_groups_of_too_few_people():
    assert opinions(two_camps(size=4)).groups == ()
    assert opinions([]) == Opinions(0, {})


def test_one_who_says_the_opposite_of_everybody_stands_in_no_group_alone():
    answers = [(person, statement, AGREE) for person in range(15) for statement in range(8)]
    answers += [(99, statement, DISAGREE) for statement in range(8)]
    assert opinions(answers).groups == ()


def test_whoever_answered_little_is_counted_and_put_into_no_group():
    found = opinions([*two_camps(), (99, 0, AGREE)])
    assert (found.people, 99 in found.points) == (25, False)
    assert found.tallies[0] == Tally(agree=25)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="twice"):
        opinions([(1, 1, AGREE), (1, 1, DISAGREE)])
    with pytest.raises(ValueError, match="an answer is one of"):
        opinions([(1, 1, 5)])
    with pytest.raises(ValueError, match="shows a person"):
        opinions([], smallest_group=1)


answer_sheets = st.lists(
    st.lists(st.sampled_from([AGREE, PASS, DISAGREE, None]), min_size=6, max_size=6),
    min_size=0, max_size=40,
)  # fmt: skip


def as_answers(sheets: list[list[int | None]]) -> list[tuple[int, int, int]]:
    return [
        (person, statement, said)
        for person, sheet in enumerate(sheets)
        for statement, said in enumerate(sheet)
        if said is not None
    ]


@settings(max_examples=40, deadline=None)
@given(answer_sheets, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(sheets, rng: random.Random):
    answers = as_answers(sheets)
    shuffled = list(answers)
    rng.shuffle(shuffled)
    assert opinions(shuffled) == opinions(answers)


@settings(max_examples=40, deadline=None)
@given(answer_sheets, st.randoms(use_true_random=False))
def test_what_people_are_called_changes_no_group(sheets, rng: random.Random):
    names = list(range(100, 100 + len(sheets)))
    rng.shuffle(names)
    renamed = [(names[person], statement, said) for person, statement, said in as_answers(sheets)]
    before = {
        frozenset(names[one] for one in group) for group in parted(opinions(as_answers(sheets)))
    }
    assert parted(opinions(renamed)) == before


@settings(max_examples=60, deadline=None)
@given(answer_sheets, st.integers(2, 8))
def test_no_shown_group_is_smaller_than_asked_and_nobody_stands_in_two(sheets, smallest):
    found = opinions(as_answers(sheets), smallest_group=smallest)
    assert all(group.size >= smallest for group in found.groups)
    assert len(found.groups) != 1
    inside = [person for group in found.groups for person in group.people]
    assert len(inside) == len(set(inside))
    if found.groups:
        assert set(inside) == set(found.points)
    for group in found.groups:
        for statement, tally in group.tallies.items():
            assert tally.seen <= group.size
            assert tally.agree <= found.tallies[statement].agree


@settings(max_examples=30, deadline=None)
@given(answer_sheets)
def test_people_with_the_same_sheet_stand_in_the_same_group(sheets):
    answers = as_answers([*sheets, *sheets])
    found = opinions(answers)
    for group in found.groups:
        for person in group.people:
            assert (person + len(sheets)) % (2 * len(sheets)) in group.people
