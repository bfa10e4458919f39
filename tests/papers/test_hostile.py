"""Texts that would break a paper: markup, controls, rare characters, what is longer than a page."""

from __future__ import annotations

import dataclasses

import pytest

from huying import papers
from huying.papers.blocks import Cell, Column, Form, Head, Paper, Signature, Table, Text
from tests.papers import samples, sheets

pytestmark = pytest.mark.one_database

MARKUP = '#panic("x") $x^2$ *a* _b_ @ref <lbl> = h\n- c // d /* e */ `f` \\ g ]] }} &amp; </w:t> <![CDATA['
RARE = "𠮷𠮶䶮囧龘喆堃𫖮㛃𬱖〇"


def words(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def long_papers() -> dict[str, Paper]:
    tall = "".join(f"第{number}句话说得很长，一页放不下。" for number in range(1, 201))
    feedback = papers.FeedbackForm("高都镇", samples.SUGGESTION, ("镇政府",), words=tall)
    rows = [(str(number), "事项" * 20) for number in range(1, 60)]
    return {
        "markup": Paper(MARKUP, (Text(MARKUP), Form([[Cell(MARKUP, 12)]]), Table((Column(MARKUP),), ((MARKUP,),))), Head(MARKUP), MARKUP, "A", MARKUP, MARKUP),
        "rare": Paper(RARE, (Text(RARE), Signature(RARE, RARE)), Head(RARE), RARE, "B", RARE, RARE),
        "tall": feedback.paper(),
        "rows": Paper("长表", (Table((Column("序号"), Column("事项", 4, "left")), rows),)),
        "title": Paper("关于进一步做好代表建议、批评和意见办理工作的" * 6, (Text("正文。"),), Head("高都镇" * 12)),
        "unbroken": Paper("长串", (Text("x" * 500), Text("！" * 300), Text("https://example.com/" + "a1" * 200), Table((Column("甲"), Column("乙")), (("y" * 300, "z"),)))),
    }  # fmt: skip


@pytest.fixture(scope="module")
def shown(long_papers, tmp_path_factory):
    files = {name: papers.render(paper, "docx") for name, paper in long_papers.items()}
    return sheets.converted(files, tmp_path_factory.mktemp("docx"))


def test_markup_is_shown_as_it_was_written(long_papers, shown):
    ours = sheets.text_of(papers.render(long_papers["markup"], "pdf")).replace("\u200b", "")
    for text in (ours, sheets.text_of(shown["markup"])):
        # Name, number, title, addressee, text, form, the table's title and cell, copies.
        assert text.count("panic") == 9
        assert text.count("&amp;</w:t><![CDATA[") >= 5
    assert (
        sheets.docx_text(papers.render(long_papers["markup"], "docx")).count("&amp;</w:t><![CDATA[")
        == 8
    )


@pytest.mark.parametrize("maker", ["typst", "libreoffice"])
def test_rare_characters_are_shown(long_papers, shown, maker):
    data = shown["rare"] if maker == "libreoffice" else papers.render(long_papers["rare"], "pdf")
    assert sheets.text_of(data).count(RARE) == 8


def test_row_taller_than_a_page_goes_on_over_the_next(long_papers, shown):
    for data in (papers.render(long_papers["tall"], "pdf"), shown["tall"]):
        text = sheets.text_of(data)
        assert text.count("话") == 200
        with sheets.open_pdf(data) as pdf:
            assert len(pdf.pages) > 2
            assert max(one["x1"] for page in pdf.pages for one in page.chars) < 190 * sheets.MM
            lowest = [max(y for y in sheets.baselines(page)) for page in pdf.pages]
            assert max(lowest) < 275


def test_titles_of_a_table_stand_on_every_page(long_papers, shown):
    for data in (papers.render(long_papers["rows"], "pdf"), shown["rows"]):
        with sheets.open_pdf(data) as pdf:
            texts = [words(page.extract_text()) for page in pdf.pages]
        assert len(texts) > 2
        assert [text.count("序号事项") for text in texts] == [1] * len(texts)


@pytest.mark.parametrize("name", ["title", "unbroken", "markup"])
def test_nothing_runs_over_the_edges(long_papers, shown, name):
    for data in (papers.render(long_papers[name], "pdf"), shown[name]):
        with sheets.open_pdf(data) as pdf:
            inside = [
                one for page in pdf.pages for one in page.chars
                if one["x0"] > 19 * sheets.MM and one["x1"] < 191 * sheets.MM
            ]  # fmt: skip
            assert len(inside) == sum(len(page.chars) for page in pdf.pages)


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_controls_and_direction_marks_are_left_out(format):
    hostile = "甲\x00\x0b乙\u202e丙\u200f丁\ud800戊\ufeff己\x1b"
    paper = Paper(hostile, (Text(hostile), Form([[Cell(hostile, 12, foot=hostile)]])), code=hostile)
    data = papers.render(dataclasses.replace(paper, recipient=hostile), format)
    text = sheets.docx_text(data) if format == "docx" else sheets.text_of(data)
    # Title, number, addressee, text, cell, foot.
    assert text.count("丙丁戊己") == 6
    assert [mark for mark in "\u202e\u200f\ufeff\x1b" if mark in text] == []


def test_arabic_and_hebrew_do_not_turn_the_line():
    paper = Paper("题", (Text("建议甲：שלום، مرحبا，乙。"),))
    text = sheets.text_of(papers.render(paper, "pdf"))
    assert text.index("建议甲") < text.index("乙。")
