"""Filled-in templates, as an administrator uploads them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = {
    "villages": ["代码", "名称"],
    "points": ["简名", "名称", "所在村", "地址", "接待日"],
    "units": ["简名", "名称", "职责", "主办类别", "电话"],
    "deputies": [
        "届", "代表证号", "姓名", "性别", "出生年", "代表小组", "所在村", "职业", "主席团成员"
    ],
}  # fmt: skip


def upload(data: bytes, name: str = "list.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, XLSX)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(
    titles: Sequence[str], *rows: Sequence[Any], merged: Sequence[str] = ()
) -> SimpleUploadedFile:
    book = Workbook()
    sheet: Any = book.active
    for row in (titles, *rows):
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    return upload(saved(book))


def filled(template: bytes, *rows: Sequence[Any]) -> SimpleUploadedFile:
    """The template as it was downloaded, with `rows` under its titles."""
    book = load_workbook(io.BytesIO(template))
    for row in rows:
        book.worksheets[0].append(list(row))
    return upload(saved(book))
