"""Place and problem together; what was grouped stays; the order of arrival makes no difference."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.analysis.topics import Message, group

pytestmark = pytest.mark.one_database

PLACES = ("柳树湾小区", "东坡头村", "红旗渠路", "金穗花园", "石佛沟村", "文昌阁小学")
PROBLEMS = {
    "路灯": (
        "路灯好几个月不亮了",
        "晚上路灯不亮，黑得看不见路，老人摔过一跤",
        "路灯坏了没人修，晚上走路害怕",
    ),
    "油烟": (
        "楼下饭店油烟扰民",
        "饭店的油烟直往家里灌，窗户不敢开",
        "油烟机排气口对着居民楼，呛得睡不着",
    ),
    "垃圾": (
        "垃圾堆着没人清运",
        "垃圾好几天没人拉，臭气熏天，苍蝇乱飞",
        "垃圾桶满了没人管，味道很大",
    ),
    "停水": ("自来水经常停水", "一到晚上就停水，做饭都没水用", "水压太低，三天两头停水"),
}


def said(place: str, problem: str, which: int, key: int, person: str = "") -> Message:
    words = PROBLEMS[problem]
    title = f"{place}{words[0]}" if which == 0 else f"反映{place}{problem}的事"
    body = f"我家住在{place}，{words[which % 3]}。请领导派人到{place}看看。"
    return Message(key, body, title, person=person or f"p{key}")


PILE = [
    said(place, problem, which, 100 * at + 10 * number + which)
    for at, place in enumerate(PLACES)
    for number, problem in enumerate(PROBLEMS)
    for which in range(3)
]
TOLD = {(place, problem): [] for place in PLACES for problem in PROBLEMS}
for one in PILE:
    at, number = divmod(one.key, 100)
    TOLD[PLACES[at], list(PROBLEMS)[number // 10]].append(one.key)


def test_a_topic_is_of_one_place() -> None:
    mixed = [one.keys for one in group(PILE) if len({key // 100 for key in one.keys}) > 1]
    assert mixed == []


def test_kinds_that_somebody_decided_keep_two_problems_of_one_place_apart() -> None:
    kinds = ("roads.lights", "environment.air", "sanitation.garbage", "water.supply")
    sorted_pile = [replace(one, kind=kinds[one.key % 100 // 10]) for one in PILE]
    assert sorted(one.keys for one in group(sorted_pile)) == sorted(map(tuple, TOLD.values()))


def test_one_sender_with_a_template_for_many_places_makes_no_topic() -> None:
    template = [
        Message(1000 + at, f"请加快{place}的改造力度，这是民生大事，群众盼望已久，建议列入今年计划。", f"请加快{place}改造力度", person="x")
        for at, place in enumerate(PLACES)
    ]  # fmt: skip
    together = [
        one for one in group([*PILE, *template]) if sum(key >= 1000 for key in one.keys) > 1
    ]
    assert together == []


def test_one_person_who_says_the_same_ten_times_is_one_topic() -> None:
    again = [said("白马寺村", "停水", at % 3, 2000 + at, "x") for at in range(10)]
    assert tuple(range(2000, 2010)) in [one.keys for one in group([*PILE, *again])]


@settings(max_examples=12, deadline=None)
@given(st.permutations(PILE))
def test_the_order_of_arrival_makes_no_difference(rows: list[Message]) -> None:
    assert group(rows) == group(PILE)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from([one.key for one in PILE]), min_size=5), st.data())
def test_what_was_grouped_stays_together_when_more_comes(
    early: set[int], data: st.DataObject
) -> None:
    before = group([one for one in PILE if one.key in early])
    known = {key: number for number, one in enumerate(before) for key in one.keys}
    late = data.draw(st.sets(st.sampled_from([one.key for one in PILE])))
    after = group([one for one in PILE if one.key in early | late], known)
    where = {key: one.known for one in after for key in one.keys}
    assert {key: where[key] for key in known} == known
    assert len([one for one in after if one.known is not None]) == len(before)


def test_what_is_new_joins_the_topic_it_belongs_to() -> None:
    late = {keys[-1] for keys in TOLD.values()}
    known = {key: place for place, keys in TOLD.items() for key in keys if key not in late}
    assert {one.known: list(one.keys) for one in group(PILE, known)} == TOLD


def test_two_known_topics_never_become_one() -> None:
    keys = TOLD["东坡头村", "停水"]
    parted = {keys[0]: "a", keys[1]: "b"}
    assert {one.known for one in group(PILE, parted)} >= {"a", "b"}


def test_groups_of_one_are_left_out_unless_they_are_known() -> None:
    alone = [Message(1, "想问一下什么时候能办老年卡"), Message(2, "希望村里多放几场电影")]
    assert group(alone) == []
    assert [(one.keys, one.known) for one in group(alone, {2: "t"})] == [((2,), "t")]
    assert group([]) == []


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        group([Message(1, "停水"), Message(1, "停电")])


def test_texts_without_a_word_in_them_are_no_topic() -> None:
    assert group([Message(1, "！！！"), Message(2, ""), Message(3, "？")]) == []
