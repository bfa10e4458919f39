"""Reads what was set: positions of characters from a PDF, colours of a page, and LibreOffice's own setting of a DOCX."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pdfplumber
import pypdfium2
import pytest
from docx.oxml.ns import qn
from PIL import ImageChops

from huying.papers import fonts

MM = 72 / 25.4

# The fonts that a DOCX names are not free: the free ones stand for them here, as in the PDF.
_STAND_INS = {
    "仿宋_GB2312": "FandolFang R",
    "方正小标宋简体": "FandolSong",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "Noto Serif SC",
    "Times New Roman": "HanaMinA",
}


def open_pdf(data: bytes) -> Any:
    """A PDF to look into."""
    return pdfplumber.open(io.BytesIO(data))


def baselines(page: Any) -> dict[float, list[Any]]:
    """The characters of a page by their baseline, in millimetres from the top; each row from left to right."""
    rows: dict[float, list[Any]] = defaultdict(list)
    for one in page.chars:
        if one["text"].strip():
            rows[round((float(page.height) - one["matrix"][5]) / MM, 1)].append(one)
    return {y: sorted(row, key=lambda one: one["x0"]) for y, row in sorted(rows.items())}


def said(row: list[Any]) -> str:
    """A row's text."""
    return "".join(one["text"] for one in row)


def text_of(data: bytes) -> str:
    """All words of a PDF, without any space."""
    with open_pdf(data) as pdf:
        return "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)


def docx_text(data: bytes) -> str:
    """All words of a DOCX's body, without any space."""
    body = docx.Document(io.BytesIO(data)).element.body
    return "".join("".join(one.text or "" for one in body.iter(qn("w:t"))).split())


def red_rows(data: bytes) -> dict[float, float]:
    """Of page 1: where rows of pixels have red in them, and over what width, all in millimetres."""
    dots = 200
    picture = pypdfium2.PdfDocument(data)[0].render(scale=dots / 72).to_pil().convert("RGB")
    red, green, _blue = picture.split()
    inked = ImageChops.darker(
        red.point(lambda value: 255 * (value > 180)), green.point(lambda value: 255 * (value < 90))
    )
    found = {}
    for y in range(picture.height):
        across = inked.crop((0, y, picture.width, y + 1)).getbbox()
        if across:
            found[y * 25.4 / dots] = (across[2] - across[0]) * 25.4 / dots
    return found


def converted(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """What LibreOffice makes of DOCX files, as PDF; all in one start of it."""
    if not shutil.which("soffice"):
        pytest.fail(
            "没有 LibreOffice：请运行 bin/test，或 apt-get install libreoffice-writer-nogui"
        )
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    settings = folder / "fonts.conf"
    settings.write_text(_font_settings(folder), "utf-8")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        + ["--convert-to", "pdf", "--outdir", str(folder), *map(str, folder.glob("*.docx"))],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "FONTCONFIG_FILE": str(settings)},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}


def _font_settings(folder: Path) -> str:
    places = [*fonts.folders(), str(Path(sys.prefix) / "share")]
    shown = "".join(f"<dir>{escape(place)}</dir>" for place in places)
    pairs = "".join(
        f'<match target="pattern"><test name="family"><string>{named}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{free}</string></edit></match>'
        for named, free in _STAND_INS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"{shown}{pairs}<cachedir>{folder}/cache</cachedir></fontconfig>"
    )
