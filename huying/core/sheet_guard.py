"""Is this XLSX safe to parse? And what openpyxl does not tell while it streams: merged cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from openpyxl.utils.cell import range_boundaries

from huying.core.sheet_values import SheetError

MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_STRINGS_BYTES = 120 * 1024 * 1024
MAX_PARTS = 2000
MAX_MERGED = 20_000

_CHUNK = 1 << 20
_OVERLAP = 512
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]{0,200}?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")


@dataclass(frozen=True)
class MergedRange:
    """Merged cells, all bounds counted from 1 and included. name: as in "A2:B4"."""

    name: str
    left: int
    top: int
    right: int
    bottom: int


def check_workbook(path: Path) -> None:
    """Raise SheetError for a zip bomb, a document that is no XLSX, or one with entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            strings = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
            unpacked = sum(part.file_size for part in parts)
            if (
                unpacked > MAX_UNPACKED_BYTES
                or strings > MAX_STRINGS_BYTES
                or len(parts) > MAX_PARTS
            ):
                raise SheetError(
                    _("这个表格解开以后太大，不能导入。请只留需要的行和列，另存后再试。"),
                    code="sheet_bomb",
                )
            if "xl/workbook.xml" not in names:
                raise SheetError(
                    _("这个文件不是.xlsx表格。请用表格软件打开，另存为.xlsx后再导入。"),
                    code="sheet_kind",
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive, part)
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        zlib.error,
    ) as error:
        raise _damaged() from error


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk:
                raise _damaged()
            tail = chunk[-16:]


def _damaged() -> SheetError:
    return SheetError(
        _("这个表格已经损坏，打不开。请用表格软件打开，另存后再导入。"), code="sheet_kind"
    )


def scan_sheet(path: Path, part: str) -> tuple[list[MergedRange], int]:
    """The merged ranges of a sheet, and its rows at most, headers not counted."""
    names: dict[str, None] = {}
    rows = 0
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return [], 0
        with archive.open(part) as file:
            tail = b""
            while chunk := file.read(_CHUNK):
                block = tail + chunk
                rows += len(_ROW.findall(block)) - len(_ROW.findall(tail))
                names.update((ref.decode(), None) for ref in _MERGED.findall(block))
                if len(names) > MAX_MERGED:
                    raise SheetError(
                        _("表格里合并的单元格太多。请取消合并后再导入。"), code="sheet_merged"
                    )
                tail = block[-_OVERLAP:]
    ranges = []
    for name in names:
        left, top, right, bottom = (bound or 1 for bound in range_boundaries(name))
        ranges.append(MergedRange(name, left, top, right, bottom))
    return ranges, max(0, rows - 1)
