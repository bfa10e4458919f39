"""Spreadsheets that people send in: XLSX and CSV opened as one thing, row after row.

Reading only; `sheet_writing` writes them, `sheet_values` reads dates. XLSX is checked by
`sheet_guard` before anything of it is parsed.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy as _

from huying.core.sheet_guard import MergedRange, check_workbook, scan_sheet
from huying.core.sheet_values import SheetError as SheetError
from huying.core.sheet_values import parse_when as parse_when
from huying.core.sheet_writing import Leaf as Leaf
from huying.core.sheet_writing import template as template
from huying.core.sheet_writing import write_book as write_book
from huying.core.sheet_writing import write_sheet as write_sheet
from huying.core.textclean import strip_unwanted

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 20_000_000

Value = str | dt.datetime


@dataclass(frozen=True)
class Row:
    """One line of data. number: as the spreadsheet counts, from 1; values: as many as headers.

    notes: translatable remarks, for instance that a value was taken from merged cells.
    """

    number: int
    values: tuple[Value, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An opened table. rows: read once, as it streams; count: rows at most, for a progress bar."""

    headers: tuple[str, ...]
    rows: Iterator[Row] = field(repr=False)
    count: int


def open_sheet(path: str | os.PathLike[str], filename: str = "", sheet: str = "") -> Sheet:
    """Open an XLSX or CSV file whose first line that is not blank holds the headers.

    sheet: which one of an XLSX, by its name; '' takes the first that is visible.

    Reads values as text, but Excel's own date cells as datetime. Blank rows are skipped.
    Raises SheetError, here or while rows are read.
    """
    path = Path(path)
    size = path.stat().st_size
    if size == 0:
        raise SheetError(_("这个表格是空的。"), code="sheet_empty")
    if size > MAX_BYTES:
        raise SheetError(_("这个表格超过了50兆。请分成几个再导入。"), code="sheet_bytes")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_or_locked(path)
    if head.startswith(b"PK"):
        return _open_xlsx(path, sheet)
    return _open_csv(path, head)


def _old_or_locked(path: Path) -> SheetError:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return SheetError(
            _("这个表格加了密码。请在表格软件里去掉密码，另存后再导入。"), code="sheet_locked"
        )
    return SheetError(
        _("这是旧格式的表格（.xls、.et）。请用表格软件打开，另存为.xlsx后再导入。"),
        code="sheet_old",
    )


def _open_xlsx(path: Path, name: str) -> Sheet:
    check_workbook(path)
    try:
        # The file is closed with the last row, or with the generator.
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
        sheet = next((one for one in sheets if name in ("", one.title)), None)
    except Exception as error:  # openpyxl raises anything on files it does not expect
        raise _unreadable() from error
    if sheet is None and name:
        raise SheetError(_("没有叫“%(name)s”的工作表。") % {"name": name}, code="sheet_name")
    if sheet is None:
        raise SheetError(_("这个表格是空的。"), code="sheet_empty")
    # openpyxl does not tell merged cells while it streams; this names the part that lists them.
    merged, count = scan_sheet(path, getattr(sheet, "_worksheet_path", ""))
    sheet.reset_dimensions()
    lines = _xlsx_lines(book, sheet)
    return _sheet(lines, count, merged)


def _xlsx_lines(book: Any, sheet: Any) -> Iterator[tuple[int, list[Value], list[int]]]:
    try:
        budget = MAX_CELLS
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            # A file of a few bytes can claim a cell in the last row or column.
            budget -= len(cells) + 1
            if budget < 0:
                raise _too_many_rows()
            seen = cells[: MAX_COLUMNS + 1]
            doubtful = [
                index
                for index, value in enumerate(seen)
                if isinstance(value, int | float) and abs(value) >= 10**15
            ]
            yield number, [_cell_value(value) for value in seen], doubtful
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises anything on files it does not expect
        raise _unreadable() from error
    finally:
        book.close()


def _cell_value(value: object) -> Value:
    """Text as it would be read; 13800138000.0 is the phone number 13800138000."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, bool):
        return str(_("是")) if value else str(_("否"))
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        return format(Decimal(value), "f")
    return strip_unwanted(str(value)).strip()


# What people take for a table: PDF, pictures, archives, Word's and WPS's own texts come as PK or OLE.
_OTHER_KINDS = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")


def _open_csv(path: Path, head: bytes) -> Sheet:
    if head.startswith(_OTHER_KINDS):
        raise SheetError(
            _("这不是表格。请上传.xlsx或.csv；照片和扫描件要先录成表格。"), code="sheet_kind"
        )
    if head.lstrip()[:1] == b"<":
        raise SheetError(
            _("这是网页，不是表格。请用表格软件打开，另存为.xlsx后再导入。"), code="sheet_kind"
        )
    encoding = _encoding_of(path, head)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter_of(file.readline(65536))
    count = sum(1 for _number, values, _doubtful in _csv_lines(path, encoding, delimiter) if values)
    return _sheet(_csv_lines(path, encoding, delimiter), max(0, count - 1), [])


def _encoding_of(path: Path, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise _unreadable()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise _unreadable()


def _delimiter_of(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(",;\t", key=lambda sign: (outside.count(sign), sign == ","))


def _csv_lines(
    path: Path, encoding: str, delimiter: str
) -> Iterator[tuple[int, list[Value], list[int]]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            for cells in reader:
                values: list[Value] = [_csv_value(cell) for cell in cells[: MAX_COLUMNS + 1]]
                yield reader.line_num, values if any(values) else [], []
        except (csv.Error, UnicodeError) as error:
            raise SheetError(
                _(
                    "表格第%(number)s行读不出来：引号没有配对，或者一格里超过了13万字。请改好这一行。"
                )
                % {"number": reader.line_num},
                code="sheet_row",
            ) from error


def _csv_value(cell: str) -> str:
    text = strip_unwanted(cell).strip()
    # The apostrophe that `sheet_writing` puts before what looks like a formula.
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@＝＋－＠") else text


def _sheet(
    lines: Iterator[tuple[int, list[Value], list[int]]], count: int, merged: list[MergedRange]
) -> Sheet:
    for number, values, _doubtful in lines:
        if any(values):
            headers = _headers(number, values, merged)
            if count > MAX_ROWS:
                raise _too_many_rows()
            below = [one for one in merged if one.top > number]
            return Sheet(headers, _rows(lines, len(headers), below), count)
    raise SheetError(_("这个表格是空的。"), code="sheet_empty")


def _headers(number: int, values: list[Value], merged: list[MergedRange]) -> tuple[str, ...]:
    for one in merged:
        if one.top <= number <= one.bottom:
            raise SheetError(
                _("表头有合并的单元格（%(cells)s）。请取消合并，让第一行的每一列各有一个名称。")
                % {"cells": one.name},
                code="sheet_header",
            )
    headers = [str(value).replace("\n", "").strip() for value in values]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise SheetError(
            _("表格的列太多，最多%(limit)s列。") % {"limit": MAX_COLUMNS}, code="sheet_columns"
        )
    named = [text or str(_("第%(n)s列") % {"n": n}) for n, text in enumerate(headers, start=1)]
    twice = next((text for text in named if named.count(text) > 1), None)
    if twice is not None:
        raise SheetError(
            _("表头里“%(title)s”出现了两次。请改成不同的名称。") % {"title": twice},
            code="sheet_header",
        )
    return tuple(named)


def _rows(
    lines: Iterator[tuple[int, list[Value], list[int]]], width: int, merged: list[MergedRange]
) -> Iterator[Row]:
    first_values: dict[str, Value] = {}
    waiting = sorted(merged, key=lambda one: one.top)
    open_ranges: list[MergedRange] = []
    found = 0
    for number, values, doubtful in lines:
        while waiting and waiting[0].top <= number:
            open_ranges.append(waiting.pop(0))
        open_ranges = [one for one in open_ranges if one.bottom >= number]
        cells = (values + [""] * width)[:width]
        notes = [_doubt(index) for index in doubtful if index < width]
        blank = not any(cells)
        for one in open_ranges:
            if one.top == number and one.left <= width:
                first_values[one.name] = cells[one.left - 1]
            if not blank and _fill(cells, one, number, first_values.get(one.name, "")):
                notes.append(
                    str(_("%(cells)s是合并的单元格，值取自左上角。") % {"cells": one.name})
                )
        if blank:
            continue
        found += 1
        if found > MAX_ROWS:
            raise _too_many_rows()
        yield Row(number, tuple(cells), tuple(notes))


def _fill(cells: list[Value], one: MergedRange, number: int, value: Value) -> bool:
    """Repeat a merged value in this row's part of the range; True where a cell got it."""
    filled = False
    for index in range(one.left - 1, min(one.right, len(cells))):
        if (number, index) != (one.top, one.left - 1) and cells[index] == "" and value != "":
            cells[index] = value
            filled = True
    return filled


def _doubt(index: int) -> str:
    return str(
        _("第%(column)s列的数字超过15位，末尾几位可能已被表格软件改掉，请核对。")
        % {"column": index + 1}
    )


def _too_many_rows() -> SheetError:
    return SheetError(
        _("表格的行太多，一次最多%(limit)s行。请分成几个再导入。") % {"limit": MAX_ROWS},
        code="sheet_rows",
    )


def _unreadable() -> SheetError:
    return SheetError(
        _("这个文件不是表格，或者已经损坏。请另存为.xlsx或.csv后再导入。"), code="sheet_kind"
    )
