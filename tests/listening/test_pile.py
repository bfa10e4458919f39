"""bin/huying analyse: a table of messages becomes a workbook and a report; what cannot be read is told."""

import re
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from huying.core.sheets import write_sheet
from huying.imports.columns import guess
from huying.listening.pile import tables, units
from huying.listening.pile.columns import COLUMNS
from huying.listening.pile.reading import read_table, read_words

pytestmark = pytest.mark.one_database

HEADERS = ("编号", "留言时间", "姓名", "标题", "内容", "所在村", "赞同数")
LIGHTS = "东头巷子口的路灯坏了半个月没有人来修，晚上走路看不见，老人孩子都不敢出门"
ROWS = [
    (
        "W1",
        "2026-03-02 08:10",
        "甲",
        "路灯坏了",
        "东头巷子口的路灯不亮，晚上看不见路。",
        "柳沟村",
        4,
    ),
    ("W2", "2026-03-05", "乙", "", "我家这边路灯也不亮，黑灯瞎火的。", "柳沟村", 0),
    ("W3", "2026-05-09", "丙", "停水", "自来水停水两天了，没水做饭。", "上坪村", 1),
    ("W4", "2026-05-10", "丁", "", "啦啦啦", "上坪村", 0),
    ("W5", "3/5/2026", "戊", "", "垃圾没人清运，臭得很。", "上坪村", 0),
    ("W6", "2026-05-11", "己", "", "", "上坪村", 0),
    ("W7", "2026-05-12", "庚", "=1+1", "=SUM(A1) 煤气味很大，怕爆炸", "上坪村", "许多"),
]


def quiet(_step, _done, _total):
    pass


@pytest.fixture
def pile(tmp_path) -> Path:
    path = tmp_path / "messages.xlsx"
    write_sheet(path, HEADERS, ROWS)
    return path


def analyse(pile: Path, *args: str) -> tuple[Path, str]:
    import io

    said = io.StringIO()
    call_command("analyse", str(pile), "-o", str(pile.parent / "out"), *args, stdout=said)
    return pile.parent / "out", said.getvalue()


def cells(book: Path, sheet: str) -> list[tuple]:
    return list(openpyxl.load_workbook(book)[sheet].iter_rows(values_only=True))


def test_columns_are_recognised_as_the_importer_does():
    assert guess(COLUMNS, HEADERS) == {
        "number": "编号", "when": "留言时间", "name": "姓名", "title": "标题", "text": "内容",
        "division": "所在村", "likes": "赞同数",
    }  # fmt: skip
    assert guess(COLUMNS, ("msg_id", "user", "body", "likes")) == {
        "number": "msg_id", "name": "user", "text": "body", "likes": "likes",
    }  # fmt: skip


def test_every_row_is_in_the_workbook_or_told(pile):
    out, said = analyse(pile)
    book = out / "messages.xlsx"
    rows = cells(book, "逐件")
    by_number = {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert list(by_number) == ["W1", "W2", "W3", "W4"]
    assert [row[0] for row in cells(book, "不能读的行")] == ["行号", 6, 7, 8]
    assert by_number["W1"]["类别"] == "路灯"
    assert by_number["W1"]["建议承办单位"] == "规划建设办公室"
    assert "路灯不亮" in by_number["W1"]["依据"]
    assert by_number["W3"]["类别"] == "停水供水"
    assert by_number["W4"]["类别"] == "不知道"
    assert by_number["W4"]["把握"] is None
    assert "读了4行，不能读的3行" in said
    assert "第6行，留言时间：" in said


def test_sums_add_up_to_the_rows(pile):
    out, _said = analyse(pile)
    for sheet in ("大类", "建议承办单位", "按月"):
        counts = [
            next(n for n in row if isinstance(n, int))
            for row in cells(out / "messages.xlsx", sheet)[1:]
        ]
        assert sum(counts) == 4, sheet
    assert cells(out / "messages.xlsx", "按月")[1:] == [
        ("2026-03", 2),
        ("2026-04", 0),
        ("2026-05", 2),
    ]


def test_a_bad_row_stays_text_in_the_workbook(pile):
    out, _said = analyse(pile)
    bad = openpyxl.load_workbook(out / "messages.xlsx")["不能读的行"]
    formulas = [cell for row in bad.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert "=SUM(A1) 煤气味很大，怕爆炸" in [cell.value for cell in bad[4]]


def test_the_report_is_one_file_with_a_table_for_each_chart(pile):
    out, _said = analyse(pile)
    page = (out / "report.html").read_text("utf-8")
    assert sorted(path.name for path in out.iterdir()) == ["messages.xlsx", "report.html"]
    assert page.count("<figure") == page.count("<svg") == 4
    assert page.count("<table") >= page.count("<figure")
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', page) == []
    assert re.findall(r"url\(|@import", page) == []
    assert '<td>路灯</td><td class="number">2</td>' in page


def test_no_name_and_no_number_of_a_person_is_in_the_report(tmp_path):
    path = tmp_path / "m.csv"
    write_sheet(path, ("姓名", "联系电话", "内容"), [
        ("焦某甲", "19900001234", "我叫焦文才，电话19900001234，路灯不亮。"),
        ("焦某乙", "19900001235", "我叫焦文武，电话19900001235，路灯不亮。"),
    ])  # fmt: skip
    out, _said = analyse(path)
    page = (out / "report.html").read_text("utf-8")
    for secret in ("焦", "1990000"):
        assert secret not in page


def test_english_report(pile):
    out, _said = analyse(pile, "--language", "en")
    page = (out / "report.html").read_text("utf-8")
    assert '<html lang="en">' in page
    body = re.sub(r"<style.*?</style>", "", page, flags=re.S)
    assert re.findall("[\u4e00-\u9fff]+", body) == ["呼应"]


def test_units_of_ones_own(pile, tmp_path):
    own = tmp_path / "units.csv"
    write_sheet(own, ("名称", "主办类别"), [("亮化队", "路灯"), ("水厂", "饮水用水")])
    out, _said = analyse(pile, "--units", str(own))
    assert cells(out / "messages.xlsx", "建议承办单位")[1:] == [
        ("亮化队", 2, "50.0%"), ("水厂", 1, "25.0%"), ("不知道", 1, "25.0%"),
    ]  # fmt: skip


def test_units_with_an_unknown_kind_are_refused(tmp_path):
    own = tmp_path / "units.csv"
    write_sheet(own, ("名称", "主办类别"), [("亮化队", "月亮")])
    with pytest.raises(Exception, match="第2行：没有叫“月亮”的类别"):
        units.of_table(own)


def test_every_kind_has_one_of_the_usual_units():
    from huying.analysis.category import Guess
    from huying.analysis.pile import units_for
    from huying.voices.categories import all_categories

    for language in ("zh-hans", "en"):
        with translation.override(language):
            leads = units.usual()
            led = [units_for([Guess(key, 1.0, 1.0, ())], leads) for key in all_categories()]
            assert all(len(one) == 1 for one in led)
            known = {*all_categories(), *(key.split(".")[0] for key in all_categories())}
            assert {kind for kinds in leads.values() for kind in kinds} <= known


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--map", "text"], "--map 要写成"),
        (["--map", "text=没有这列"], "表头里没有“没有这列”这一列"),
        (["--units", "/nowhere.csv"], "找不到文件"),
    ],
)
def test_what_cannot_be_done_is_said(pile, args, said):
    with pytest.raises(CommandError, match=said):
        analyse(pile, *args)


def test_a_table_without_messages_is_refused(tmp_path):
    path = tmp_path / "m.csv"
    write_sheet(path, ("内容", "时间"), [("", "2026-01-01")])
    with pytest.raises(CommandError, match="没有可以分析的行"):
        analyse(path)


def test_people_are_counted_once(tmp_path):
    path = tmp_path / "m.csv"
    write_sheet(
        path, ("姓名", "内容"), [("甲", "停水了"), ("甲", "又停水了"), ("", "停电"), ("", "停电")]
    )
    reading = read_table(path, progress=quiet)
    assert reading.people == 3
    read_words(reading, units.usual(), quiet)
    assert [row[1] for row in tables.groups(reading).rows] == [2, 2]


def test_twins_are_of_one_village_and_stand_in_both(tmp_path):
    path = tmp_path / "m.csv"
    write_sheet(path, ("所在村", "姓名", "内容"), [
        ("柳沟村", "甲", f"{LIGHTS}。"), ("上坪村", "乙", f"{LIGHTS}。"), ("柳沟村", "丙", f"{LIGHTS}！求解决"),
        ("柳沟村", "甲", f"您好，{LIGHTS}"),
    ])  # fmt: skip
    out, _said = analyse(path)
    assert cells(out / "messages.xlsx", "相似的意见")[1:] == [(1, 3, 2, f"{LIGHTS}。", "2、4、5")]
    rows = cells(out / "messages.xlsx", "逐件")
    at = rows[0].index("相似组")
    assert [row[at : at + 2] for row in rows[1:]] == [(1, 3), (None, None), (1, 3), (1, 3)]


def test_what_the_table_decided_is_compared(tmp_path):
    path = tmp_path / "m.csv"
    write_sheet(path, ("内容", "类别", "承办单位"), [
        ("路灯不亮，黑灯瞎火的", "路灯", "规划建设办公室"), ("自来水停水了，没水", "饮水用水", "供电所"),
        ("啦啦啦", "路灯", "规划建设办公室"), ("停电了，没电", "没有这类", "别处"), ("停电了，没电", "", ""),
    ])  # fmt: skip
    reading = read_table(path, progress=quiet)
    read_words(reading, units.usual(), quiet)
    assert reading.agreed_kinds() == (1, 2)
    assert reading.agreed_units() == (1, 3)
    out, _said = analyse(path)
    page = (out / "report.html").read_text("utf-8")
    assert "<dt>与表里的类别一致</dt><dd>1/2</dd>" in page
    assert "<dt>与表里的单位一致</dt><dd>1/3</dd>" in page
