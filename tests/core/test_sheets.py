"""Spreadsheets."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from huying.core.sheets import Row, SheetError, open_sheet, parse_when, template, write_sheet
from huying.core.textclean import TextError, clean_text

NASTY = ["=1+1", "+86", "-x", "@a", "甲\x00\u202e𠮷"]


def refused(path: Path) -> str:
    with pytest.raises(SheetError) as caught:
        list(open_sheet(path, path.name).rows)
    return caught.value.code


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_written_sheet_is_harmless_and_reads_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    assert write_sheet(path, ["文", "数"], [[text, 13800138000] for text in NASTY]) == 5
    sheet = open_sheet(path, path.name)
    assert (sheet.headers, sheet.count) == (("文", "数"), 5)
    texts = [row.values for row in sheet.rows]
    assert texts == [(text, "13800138000") for text in ["=1+1", "+86", "-x", "@a", "甲𠮷"]]
    if ending == "csv":
        assert path.read_text("utf-8-sig").splitlines()[1] == "'=1+1,13800138000"
    else:
        assert {c.data_type for c in openpyxl.load_workbook(path).active["A"]} == {"s"}


def test_open_sheet_repeats_merged_cells_and_skips_blank_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["甲", "乙"], ["x", dt.datetime(2026, 3, 5)], [None, 2.0], [], ["y", None]):
        book.active.append(line)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    note = ("A2:A3是合并的单元格，值取自左上角。",)
    assert list(open_sheet(tmp_path / "a.xlsx").rows) == [
        Row(2, ("x", dt.datetime(2026, 3, 5))),
        Row(3, ("x", "2"), note),
        Row(5, ("y", "")),
    ]


def test_open_sheet_refuses_merged_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["登记表"])
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx") == "sheet_header"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_open_sheet_detects_encoding_and_separator(
    tmp_path: Path, encoding: str, sign: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"姓名{sign}电话\n\n张三{sign}0138\n", encoding)
    sheet = open_sheet(path)
    assert (sheet.headers, list(sheet.rows)) == (("姓名", "电话"), [Row(3, ("张三", "0138"))])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_empty"),
        (b"\xd0\xcf\x11\xe0old", "sheet_old"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "sheet_locked"),
        (b"PK\x03\x04broken", "sheet_kind"),
        (b"a\0b", "sheet_kind"),
        (b"<html>", "sheet_kind"),
        (b"a,a\n1,2", "sheet_header"),
    ],
)
def test_open_sheet_refuses(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a").write_bytes(data)
    assert refused(tmp_path / "a") == code


def test_open_sheet_refuses_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(401):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 1_000_000
    assert refused(path) == "sheet_bomb"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-05 14:20", "2026-03-05T14:20:00+08:00"),
        ("2026-03-05 14:20:33", "2026-03-05T14:20:33+08:00"),
        ("2026/3/5", "2026-03-05T00:00:00+08:00"),
        ("2026.3.5", "2026-03-05T00:00:00+08:00"),
        ("２０２６年3月5日 下午2点20分", "2026-03-05T14:20:00+08:00"),
        ("2026年3月5日晚上8点半", "2026-03-05T20:30:00+08:00"),
        ("20260305", "2026-03-05T00:00:00+08:00"),
    ],
)
def test_parse_when(text: str, moment: str) -> None:
    assert parse_when(text).isoformat() == moment


def test_parse_when_excel_cell() -> None:
    assert parse_when(dt.datetime(2026, 3, 5, 9)).isoformat() == "2026-03-05T09:00:00+08:00"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3/5/2026", "when_ambiguous"),
        ("2026-02-30", "when_unreadable"),
        ("昨天", "when_unreadable"),
    ],
)
def test_parse_when_refuses(text: str, code: str) -> None:
    with pytest.raises(SheetError) as caught:
        parse_when(text)
    assert caught.value.code == code


def test_template_opens_as_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(template([("姓名", "写全名"), ("=电话", "手机")]))
    sheet = open_sheet(tmp_path / "a.xlsx")
    assert (sheet.headers, list(sheet.rows)) == (("姓名", "=电话"), [])


def test_clean_text() -> None:
    assert clean_text(" 甲\r\n乙\x00\u202e𠮷👨\u200d👩 e\u0301 ", 20) == "甲\n乙𠮷👨\u200d👩 é"
    with pytest.raises(TextError) as caught:
        clean_text("字" * 10_000_000, 2000)
    assert caught.value.too_many == 9_998_000
