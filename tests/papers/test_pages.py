"""The measures of GB/T 9704-2012, taken from the page: of the PDF, and of what LibreOffice makes of the DOCX."""

from __future__ import annotations

from typing import Any

import pytest

from huying import papers
from huying.papers.blocks import Head, Note, Paper, Signature, Text
from tests.papers import sheets

pytestmark = pytest.mark.one_database

LONG = Paper(
    "长文",
    (Text("字" * 28 * 70), Text("特此报告。"), Signature("高都镇人民政府", "2026年11月25日")),
)
LETTER = Paper(
    "关于第十八届人民代表大会第三次会议第12号建议的答复",
    (
        Text("字" * 28 * 29),
        Text("感谢您的关心。"),
        Signature("高都镇人民政府", "2026年11月25日"),
        Note("联系人：张永红"),
    ),
    Head("高都镇人民政府"),
    "高政函〔2026〕12号",
    "A",
    "王秀兰代表",
    "高都镇人民代表大会主席团",
)
MAKERS = ("typst", "libreoffice")
RIGHT = 210 - 26


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    named = {"long": LONG, "letter": LETTER}
    files = {name: papers.render(paper, "docx") for name, paper in named.items()}
    through = sheets.converted(files, tmp_path_factory.mktemp("docx"))
    return {
        **{("typst", name): papers.render(paper, "pdf") for name, paper in named.items()},
        **{("libreoffice", name): data for name, data in through.items()},
    }


def rows_of(data: bytes, number: int) -> list[tuple[float, list[Any]]]:
    """The rows of a page, with the page number's row last."""
    with sheets.open_pdf(data) as pdf:
        return list(sheets.baselines(pdf.pages[number - 1]).items())


@pytest.mark.parametrize("maker", MAKERS)
def test_paper_is_a4(made, maker):
    with sheets.open_pdf(made[maker, "long"]) as pdf:
        sizes = {
            (round(page.width / sheets.MM), round(page.height / sheets.MM)) for page in pdf.pages
        }
    assert sizes == {(210, 297)}


@pytest.mark.parametrize("maker", MAKERS)
def test_full_page_has_22_lines_of_28_characters(made, maker):
    rows = rows_of(made[maker, "long"], 2)[:-1]
    assert [len(row) for _y, row in rows] == [28] * 22
    pitches = {
        round((after - before), 1) for (before, _), (after, _) in zip(rows, rows[1:], strict=False)
    }
    assert pitches <= {10.2, 10.3}  # 28.95 pt


@pytest.mark.parametrize("maker", MAKERS)
def test_type_area_is_where_the_standard_puts_it(made, maker):
    rows = rows_of(made[maker, "long"], 2)[:-1]
    for _y, row in rows:
        assert row[0]["x0"] / sheets.MM == pytest.approx(28, abs=1)
        assert row[-1]["x1"] / sheets.MM == pytest.approx(RIGHT, abs=1)
    # In the middle of its line of 10.2 mm, a character's baseline is 7.2 mm below the line's top.
    assert rows[0][0] == pytest.approx(37 + 7.3, abs=1.1)
    assert rows[-1][0] == pytest.approx(37 + 7.3 + 21 * 28.95 / sheets.MM, abs=1.1)
    assert rows[-1][0] < 297 - 35


@pytest.mark.parametrize("maker", MAKERS)
def test_page_number_is_outside_and_7_mm_below(made, maker):
    for number in (1, 2, 3):
        y, row = rows_of(made[maker, "long"], number)[-1]
        assert sheets.said(row) == f"—{number}—"
        assert row[0]["size"] == pytest.approx(14, abs=0.1)
        # The dash stands 0.38 of the size above the baseline.
        assert y - 0.38 * 14 / sheets.MM == pytest.approx(297 - 35 + 7, abs=1)
        if number % 2:
            assert row[-1]["x1"] / sheets.MM == pytest.approx(RIGHT - 14 / sheets.MM, abs=1)
        else:
            assert row[0]["x0"] / sheets.MM == pytest.approx(28 + 14 / sheets.MM, abs=1)


@pytest.mark.parametrize("maker", MAKERS)
def test_date_ends_four_characters_from_the_right(made, maker):
    for name, page in (("long", 4), ("letter", 3)):
        row = next(
            row
            for _y, row in rows_of(made[maker, name], page)
            if sheets.said(row) == "2026年11月25日"
        )
        assert row[-1]["x1"] / sheets.MM == pytest.approx(RIGHT - 4 * 156 / 28, abs=1)


@pytest.mark.parametrize("maker", MAKERS)
def test_unit_is_centred_on_the_date(made, maker):
    middles = []
    for wanted in ("高都镇人民政府", "2026年11月25日"):
        row = next(row for _y, row in rows_of(made[maker, "long"], 4) if sheets.said(row) == wanted)
        middles.append((row[0]["x0"] + row[-1]["x1"]) / 2 / sheets.MM)
    assert middles[0] == pytest.approx(middles[1], abs=3)


@pytest.mark.parametrize("maker", MAKERS)
def test_signature_contact_and_copies_stay_with_the_last_words(made, maker):
    words = [sheets.said(row) for _y, row in rows_of(made[maker, "letter"], 3)]
    assert words == [
        "感谢您的关心。",
        "高都镇人民政府",
        "2026年11月25日",
        "（联系人：张永红）",
        "抄送：高都镇人民代表大会主席团。",
        "—3—",
    ]


@pytest.mark.parametrize("maker", MAKERS)
def test_copies_end_the_type_area(made, maker):
    y, _row = rows_of(made[maker, "letter"], 3)[-2]
    assert 297 - 35 - 4 < y < 297 - 35


@pytest.mark.parametrize("maker", MAKERS)
def test_letter_has_its_name_and_rules_in_red(made, maker):
    red = sheets.red_rows(made[maker, "letter"])
    assert min(red) == pytest.approx(30, abs=1)
    rules = [y for y, width in red.items() if width > 165]
    assert {round(red[y]) for y in rules} == {170}
    upper, lower = [y for y in rules if y < 148], [y for y in rules if y > 148]
    name_ends = max(y for y in red if y < upper[0] - 1)
    assert upper[0] - name_ends == pytest.approx(4, abs=1)
    assert lower[-1] == pytest.approx(297 - 20, abs=1)


@pytest.mark.parametrize("maker", MAKERS)
def test_first_page_of_a_letter_bears_mark_and_number_but_no_page_number(made, maker):
    rows = rows_of(made[maker, "letter"], 1)
    assert [sheets.said(row) for _y, row in rows[:6]] == [
        "A",
        "高都镇人民政府",
        "高政函〔2026〕12号",
        "关于第十八届人民代表大会",
        "第三次会议第12号建议的答复",
        "王秀兰代表：",
    ]
    for _y, row in (rows[0], rows[2]):
        assert row[-1]["x1"] / sheets.MM == pytest.approx(RIGHT, abs=1)
    assert "—" not in "".join(sheets.said(row) for _y, row in rows)
    title = rows[3][1]
    assert title[0]["size"] == pytest.approx(22, abs=0.1)
    assert (title[0]["x0"] + title[-1]["x1"]) / 2 / sheets.MM == pytest.approx(28 + 78, abs=1)


def test_both_makers_break_the_long_paper_alike(made):
    counts = []
    for maker in MAKERS:
        with sheets.open_pdf(made[maker, "long"]) as pdf:
            counts.append([len(sheets.baselines(page)) for page in pdf.pages])
    assert counts[0] == counts[1]
