"""Places, money and days in a text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.analysis.facts import facts, find_amounts, find_dates

pytestmark = pytest.mark.one_database

VILLAGES = ["南社村", "大兴村", "东村"]
UNITS = ["镇供水站", "镇卫生院"]
DAY = dt.date(2026, 11, 25)


def found(text: str) -> list[tuple[str, str, str]]:
    return [
        (one.kind, one.text, one.value)
        for one in facts(text, villages=VILLAGES, units=UNITS, said_on=DAY)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我是南社的，镇供水站说等通知",
         [("village", "南社", "南社村"), ("unit", "镇供水站", "镇供水站")]),
        ("从大兴村到长平西路没有路灯",
         [("village", "大兴村", "大兴村"), ("road", "长平西路", "长平西路")]),
        ("G207国道边的幸福小区停水",
         [("road", "G207国道", "G207国道"), ("estate", "幸福小区", "幸福小区")]),
        ("我们小区门口的马路，整条街都黑", []),
        ("东边有车，整个小区、本小区都堵，公交线路改了，住宅小区在南路", []),
        ("去年10月2日收了三万五千元", [("date", "去年10月2日", "2025-10-02"), ("amount", "三万五千元", "35000")]),
        ("找过司法所、物业公司", [("unit", "司法所", "司法所"), ("unit", "物业公司", "物业公司")]),
    ],
)  # fmt: skip
def test_what_is_found(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,200.50元", "1200.50"), ("三千二块", "3200"), ("十五万八千元", "158000"),
        ("2.5万元", "25000.0"), ("一百零五元", "105"), ("两千万元", "20000000"), ("三百多元", "300"),
        ("几万元", "几万元"),
    ],
)  # fmt: skip
def test_amounts(text: str, yuan: str) -> None:
    assert [one.value for one in find_amounts(text)] == [yuan]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026年3月5日", "2026-03-05"), ("2026-03-05", "2026-03-05"), ("3月5号", "2026-03-05"),
        ("明年6月底", "2027-06"), ("2025年", "2025"), ("十五个工作日内", "十五个工作日内"),
        ("2026年2月30日", "2026年2月30日"), ("年底", "年底"),
    ],
)  # fmt: skip
def test_days(text: str, value: str) -> None:
    assert [one.value for one in find_dates(text, DAY)] == [value]


def test_no_day_is_guessed_without_the_day_of_saying() -> None:
    assert [one.value for one in find_dates("去年3月2日")] == ["去年3月2日"]


@given(st.text(alphabet="南社村大兴东路街小区镇供水站12年月日元万三千、，。到的GS", max_size=60))
def test_spans_are_apart_and_say_what_stands_there(text: str) -> None:
    at = 0
    for one in facts(text, villages=VILLAGES, units=UNITS, said_on=DAY):
        assert at <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        at = one.end
