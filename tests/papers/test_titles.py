"""Titles in lines that keep words whole; texts made safe; dates; sizes of names."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.papers import measures
from huying.papers.blocks import Cell, Form, Paper
from huying.papers.cleaning import clean, cleaned, lines
from huying.papers.dates import BLANK, said, said_or
from huying.papers.kinds.letters import chinese
from huying.papers.titles import balanced

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("代表建议办理面商记录", ["代表建议办理面商记录"]),
        (
            "关于第十八届人民代表大会第三次会议第12号建议的答复",
            ["关于第十八届人民代表大会", "第三次会议第12号建议的答复"],
        ),
        (
            "关于高都镇第十八届人民代表大会闭会期间第112号建议的会办意见",
            ["关于高都镇第十八届人民代表大会", "闭会期间第112号建议的会办意见"],
        ),
        ("", [""]),
        ("甲\n乙", ["甲", "乙"]),
    ],
)
def test_title_is_parted_between_words(title, expected):
    assert balanced(title) == expected


@given(st.text(alphabet="甲乙第号的、，（）12 ab", max_size=120))
def test_title_loses_nothing_and_fits(title):
    parted = balanced(title)
    assert "".join("".join(parted).split()) == "".join(title.split())
    assert max(measures.width(line) for line in parted) <= 20


@given(st.text(max_size=200))
def test_cleaned_text_can_stand_in_xml(text):
    kept = clean(text)
    kept.encode("utf-8")
    assert [one for one in kept if ord(one) < 0x20 and one != "\n"] == []
    assert clean(kept) == kept


def test_cleaning_reaches_every_text_of_a_paper():
    paper = Paper("甲\x00", (Form([[Cell("乙\x01", 12, foot="丙\u202e")]]),), code="丁\t1")
    assert cleaned(paper) == Paper("甲", (Form(((Cell("乙", 12, foot="丙"),),)),), code="丁 1")


def test_lines_leave_out_blank_ones_and_typed_indents():
    assert lines("\u3000\u3000甲\n\n 乙 \n") == ["甲", "乙"]


def test_dates_are_arabic_without_noughts():
    assert said(dt.date(2026, 1, 5)) == "2026年1月5日"
    assert (said(None), said_or(None, "未确认")) == (BLANK, "未确认")


def test_counting_of_headings():
    assert [chinese(number) for number in (1, 10, 11, 20, 34)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十四",
    ]


def test_names_get_smaller_until_they_wrap():
    assert measures.name_pt("高都镇人民政府") == 32.0
    assert measures.name_pt("晋城市泽州县高都镇人民代表大会主席团") == 24.1
    assert measures.name_pt("长" * 40) == measures.NAME_LEAST_PT


def test_signature_ends_four_from_the_right_or_as_far_as_it_can():
    date = "2026年11月25日"
    assert measures.from_right(date, date) == 4
    assert measures.from_right("高都镇人民政府", date) == 4.0
    assert measures.from_right("长" * 20, date) == 0
