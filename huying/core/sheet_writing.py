"""Tables that people take away: XLSX and CSV in which no cell can turn into a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from huying.core.sheet_values import ZONE
from huying.core.textclean import strip_unwanted

# Excel's limit for a cell, counted as it counts: in halves of four-byte characters.
MAX_CELL_UNITS = 32_767
# Full-width forms too: spreadsheets set to East Asian input take them for the plain ones.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_ORDERS = re.compile("[\u200e\u200f\u061c]")

Cell = str | int | float | bool | dt.datetime | dt.date | None


def write_sheet(
    path: str | os.PathLike[str], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    """Write a table to an .xlsx or .csv file (utf-8 with mark). Returns the number of rows.

    Text stays text: what starts like a formula is marked as text (XLSX) or gets an apostrophe
    (CSV). Controls and direction marks are left out. Moments are written in Asia/Shanghai.
    """
    ending = Path(path).suffix.lower()
    if ending == ".csv":
        return _write_csv(path, columns, rows)
    if ending == ".xlsx":
        return _write_xlsx(path, columns, rows)
    raise ValueError(f"neither .xlsx nor .csv: {ending}")


@dataclass(frozen=True)
class Leaf:
    """One sheet of a workbook. widths: of the columns, in characters; those not named keep the usual one."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def write_book(path: str | os.PathLike[str], leaves: Iterable[Leaf]) -> None:
    """Write an .xlsx of several sheets, each with a filter over its titles; text stays text as in `write_sheet`."""
    book = Workbook(write_only=True)
    for leaf in leaves:
        sheet: Any = book.create_sheet(leaf.title)
        for number, width in enumerate(leaf.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        rows = list(leaf.rows)
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(leaf.columns))}{len(rows) + 1}"
        _fill_sheet(sheet, leaf.columns, rows)
    book.save(path)


def template(columns_with_help: Sequence[tuple[str, str]]) -> bytes:
    """An XLSX to fill in: the titles on the first sheet, what to write under each on the second.

    Columns are set to text, so that phone numbers and leading zeros stay as they are typed.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(_("填写"))
    for number, (title, _help) in enumerate(columns_with_help, start=1):
        cell = sheet.cell(row=1, column=number, value=title)
        cell.data_type = "s"
        cell.font = Font(bold=True)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, 2 * len(title) + 4)
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    helps: Any = book.create_sheet(str(_("说明")))
    helps.append([str(_("列")), str(_("怎么填"))])
    for title, help_text in columns_with_help:
        helps.append([title, help_text])
    helps.column_dimensions["A"].width, helps.column_dimensions["B"].width = 20, 80
    for row in helps.iter_rows():
        for cell in row:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_csv(
    path: str | os.PathLike[str], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    count = 0
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_csv_text(title) for title in columns])
        for row in rows:
            writer.writerow([_csv_text(cell) for cell in row])
            count += 1
    return count


def _csv_text(cell: Cell) -> str:
    plain = _plain(cell)
    if plain is None:
        return ""
    if isinstance(plain, dt.datetime):
        return plain.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(plain, dt.date):
        return plain.isoformat()
    if isinstance(plain, int | float):
        return str(plain)
    return f"'{plain}" if plain.lstrip(" \n").startswith(_FORMULA_STARTS) else plain


def _write_xlsx(
    path: str | os.PathLike[str], columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    book = Workbook(write_only=True)
    count = _fill_sheet(book.create_sheet(), columns, rows)
    book.save(path)
    return count


def _fill_sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    sheet.freeze_panes = "A2"
    titles = [_xlsx_cell(sheet, title) for title in columns]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    count = 0
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
        count += 1
    return count


def _xlsx_cell(sheet: Any, value: Cell) -> Any:
    plain: Any = _plain(value)
    if not isinstance(plain, str):
        return WriteOnlyCell(sheet, plain)
    cell: Any = WriteOnlyCell(sheet, _fitting(plain))
    # openpyxl takes "=…" for a formula and "#N/A" for an error.
    cell.data_type = "s"
    if plain.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def _plain(cell: Cell) -> Cell:
    """Without zone, controls and direction marks; tabs inside a text stay."""
    if isinstance(cell, dt.datetime) and cell.tzinfo:
        return cell.astimezone(ZONE).replace(tzinfo=None)
    if isinstance(cell, bool):
        return str(_("是")) if cell else str(_("否"))
    if cell is None or isinstance(cell, int | float | dt.date):
        return cell
    return _ORDERS.sub("", strip_unwanted(str(cell)))


def _fitting(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_CELL_UNITS:
        return text
    cut = units[: 2 * (MAX_CELL_UNITS - 10)].decode("utf-16-le", "ignore")
    return f"{cut}{_('（余下略）')}"
