"""People and not messages; what all of a kind does is no rise; few people are no trend."""

import datetime as dt

import pytest

from huying.analysis.topics import Message, Saying, pace, reason, topics
from huying.analysis.topics.pace import Background

pytestmark = pytest.mark.one_database

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def sayings(late: int, early: int, kind: str = "water", name: str = "p") -> list[Saying]:
    ages = [(at % 28, at) for at in range(late)] + [
        (40 + at * 7 % 300, late + at) for at in range(early)
    ]
    return [Saying(f"{name}{who}", NOW - dt.timedelta(days=age), kind) for age, who in ages]


def background(topic: list[Saying], late: int, early: int, kind: str = "water") -> Background:
    return Background([*topic, *sayings(late, early, kind, "other")], NOW, 28)


def test_many_new_people_where_the_kind_is_quiet_rise() -> None:
    topic = sayings(9, 3)
    found = pace(topic, "water", background(topic, 20, 260))
    assert (found.recent, found.before, found.rising, found.small) == (9, 3, True, False)
    assert found.usual == 0.9


def test_what_all_of_its_kind_does_at_this_season_is_no_rise() -> None:
    topic = sayings(9, 3)
    assert not pace(topic, "water", background(topic, 200, 60)).rising


def test_three_people_are_no_trend() -> None:
    topic = sayings(3, 0)
    found = pace(topic, "water", background(topic, 20, 400))
    assert (found.rising, found.small) == (False, True)


def test_one_person_who_says_it_twenty_times_is_one() -> None:
    topic = [Saying("x", NOW - dt.timedelta(days=day)) for day in range(20)]
    found = pace(topic, "", background(topic, 20, 260))
    assert (found.recent, found.before, found.rising) == (1, 0, False)


def test_who_spoke_before_is_no_news() -> None:
    topic = [Saying("x", NOW - dt.timedelta(days=day)) for day in (1, 100)]
    found = pace(topic, "", background(topic, 0, 0))
    assert (found.recent, found.before) == (0, 1)


def test_more_lately_never_looks_less_surprising() -> None:
    chances = [
        pace(rows, "water", background(rows, 20, 260)).chance
        for rows in (sayings(n, 5) for n in range(12))
    ]
    assert chances == sorted(chances, reverse=True)


def test_topics_are_ranked_by_people_and_say_why() -> None:
    loud = [
        Message(at, "东坡头村的水管又停水了，没有水用", "东坡头村停水", person="x", at=NOW)
        for at in range(9)
    ]
    many = [
        Message(20 + at, "柳树湾小区的垃圾没人清运，臭得很", "柳树湾小区垃圾没人清运", person=f"p{at}", at=NOW, badly_rated=at < 2)
        for at in range(4)
    ]  # fmt: skip
    first, second = topics([*loud, *many], at=NOW)
    assert (first.name, first.people, second.name, second.people) == (
        "柳树湾小区垃圾没人清运",
        4,
        "东坡头村停水",
        1,
    )
    assert reason(first) == (
        "共4人说起，最近28天新增4人，按同类事项和季节通常约2.2人；此前的答复有4人评价，2人不满意；人数少，只作提示。"
    )
    assert reason(second, english=True).startswith("1 people in all")


def test_messages_without_a_time_are_topics_all_the_same() -> None:
    rows = [Message(at, "石佛沟村的桥塌了半边过不去", "石佛沟村的桥塌了") for at in range(3)]
    (topic,) = topics(rows)
    assert (topic.people, topic.recent, topic.rising) == (3, 0, False)
