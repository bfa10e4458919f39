"""The look of a DOCX: page, document grid, styles, fonts. What an office changes in Word, it changes in a style."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docx import Document as NewDocument  # noqa: N813  it is a function
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from huying.papers import measures as m

# The fonts that offices have; each with what stands for it where it is missing.
FANGSONG, BIAOSONG, KAITI, HEITI, SONGTI = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "楷体_GB2312",
    "黑体",
    "宋体",
)
ALTERNATES = {
    FANGSONG: "仿宋,FangSong,方正仿宋_GBK,华文仿宋,FandolFang R",
    BIAOSONG: "方正小标宋_GBK,小标宋,华文中宋,FandolSong",
    KAITI: "楷体,KaiTi,方正楷体_GBK,华文楷体,FandolKai",
    HEITI: "SimHei,方正黑体_GBK,华文黑体,FandolHei",
    SONGTI: "SimSun,方正书宋_GBK,华文宋体",
}
LATIN = "Times New Roman"
TWIPS = 20
"""Twips in a point."""


@dataclass(frozen=True)
class Look:
    """One paragraph style. first: the first line's indent in characters; line: the exact line pitch in points."""

    name: str
    font: str = FANGSONG
    size: float = m.BODY_PT
    line: float = m.LINE_PT
    align: str = "both"
    first: int = 0
    level: int = 0
    color: str = ""
    keep: bool = False


BODY, LABELLED, RECIPIENT = "公文正文", "公文标签段", "公文主送"
NAME, CODE, MARK, SIGN, NOTE = "公文发文机关", "公文字号", "公文类别", "公文署名", "公文附注"
COPIES, CELL, CELL_LABEL, CAPTION = "公文抄送", "公文表格", "公文表头", "公文表题"
NUMBER, SMALL = "公文页码", "公文说明"
_KEPT = frozenset(
    ("Normal", "Title", "heading 1", "heading 2", "heading 3", "header", "footer")
    + ("Default Paragraph Font", "Normal Table", "No List", "Table Grid")
)
_TITLE_LINE = 1.5 * m.TITLE_PT

LOOKS = (
    Look("Title", BIAOSONG, m.TITLE_PT, _TITLE_LINE, "center", keep=True),
    Look("Heading 1", HEITI, first=2, level=1, keep=True),
    Look("Heading 2", KAITI, first=2, level=2, keep=True),
    Look("Heading 3", FANGSONG, first=2, level=3, keep=True),
    Look(BODY, first=2),
    Look(LABELLED),
    Look(RECIPIENT, align="left"),
    Look(NAME, BIAOSONG, m.NAME_PT, 1.1 * m.NAME_PT, "center", color=m.RED),
    Look(CODE, align="right"),
    Look(MARK, HEITI, align="right", line=m.BODY_PT),
    Look(SIGN, align="right", keep=True),
    Look(NOTE, align="left", first=2),
    Look(COPIES, size=m.SMALL_PT, line=m.TABLE_LINE_PT, align="left"),
    Look(SMALL, size=m.SMALL_PT, line=m.TABLE_LINE_PT, first=2),
    Look(CELL, size=m.SMALL_PT, line=m.TABLE_LINE_PT, align="left"),
    Look(CELL_LABEL, HEITI, m.SMALL_PT, m.TABLE_LINE_PT, "center"),
    Look(CAPTION, HEITI, m.SMALL_PT, m.LINE_PT, "center", keep=True),
    Look(NUMBER, SONGTI, m.SMALL_PT, m.SMALL_PT, "left"),
)


@lru_cache(maxsize=1)
def _dressed() -> bytes:
    """python-docx's empty document with this page, grid, fonts and styles instead of its own."""
    document = NewDocument()
    _strip(document)
    _page(document)
    _fonts(document)
    _normal(document)
    _settings(document)
    for look in LOOKS:
        _style(document, look)
    for heading in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        named: Any = document.styles[heading]
        named.next_paragraph_style = document.styles[BODY]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def empty() -> Document:
    """A new document with page, grid, fonts and styles in it. They are made once in a process."""
    return NewDocument(io.BytesIO(_dressed()))


def _strip(document: Document) -> None:
    """Leave out what no paper uses: the template's many styles, its picture of a page."""
    for style in list(document.styles.element.findall(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")) not in _KEPT:
            document.styles.element.remove(style)
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[name]


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH_MM), Mm(m.PAGE_HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(m.TOP_MM), Mm(m.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(m.LEFT_MM), Mm(m.RIGHT_MM)
    section.gutter = Mm(0)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    # linesAndChars: 22 lines of 28 characters; charSpace in 4096ths of a point off the body's size.
    space = round((m.CHARACTER_PT - m.BODY_PT) * 4096)
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" '
            f'w:linePitch="{round(m.LINE_PT * TWIPS)}" w:charSpace="{space}"/>'
        )
    )


def _fonts(document: Document) -> None:
    """The font table with alternates, in place of the template's."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in ALTERNATES.items()
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = f"<w:fonts {nsdecls('w')}>{rows}</w:fonts>".encode()


def _settings(document: Document) -> None:
    """A document of today's Word, Chinese, with punctuation set as Chinese offices know it."""
    settings: Any = document.settings.element
    settings.find(f".//{qn('w:compatSetting')}").set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")


def _normal(document: Document) -> None:
    """Font and size of Normal, which Word measures the grid by, and of the defaults, by which others do."""
    _style(document, Look("Normal"))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for part in (defaults.find(f".//{qn('w:rPr')}"), defaults.find(f".//{qn('w:pPr')}")):
        part.clear()
    said = defaults.find(f".//{qn('w:rPr')}")
    said.append(fonts_of(FANGSONG))
    _valued(said, "w:sz", val=str(round(2 * m.BODY_PT)))
    _valued(said, "w:lang", val="en-US", eastAsia="zh-CN")


def _style(document: Document, look: Look) -> None:
    names = {style.name for style in document.styles}
    style: Any = (
        document.styles[look.name]
        if look.name in names
        else document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    for tag in ("w:pPr", "w:rPr", "w:link", "w:next"):
        for old in style.element.findall(qn(tag)):
            style.element.remove(old)
    if look.name != "Normal":
        style.base_style = document.styles["Normal"]
    style.hidden, style.quick_style = False, True
    style.font.size = Pt(look.size)
    style.element.get_or_add_rPr().insert(0, fonts_of(look.font))
    if look.size == m.BODY_PT:
        squeezed = math.floor((m.CHARACTER_PT - m.BODY_PT) * TWIPS) - 1
        style.element.rPr.find(qn("w:sz")).addprevious(_made("w:spacing", val=str(squeezed)))
    if look.color:
        style.font.color.rgb = RGBColor.from_string(look.color)
    _valued(style.element.rPr, "w:lang", val="en-US", eastAsia="zh-CN")
    _paragraph_part(style.element.get_or_add_pPr(), look)


def fonts_of(east: str) -> Any:
    """The fonts of a run: `east` for Chinese, quotation marks included; Times New Roman for digits and Latin."""
    return parse_xml(
        f'<w:rFonts {nsdecls("w")} w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" '
        f'w:eastAsia="{east}" w:hint="eastAsia"/>'
    )


def _paragraph_part(part: Any, look: Look) -> None:
    """The pPr of a style, its children in the order that the schema asks for."""
    if look.keep:
        part.append(OxmlElement("w:keepNext"))
    _flag(part, "w:widowControl", False)
    _flag(part, "w:autoSpaceDE", False)
    _flag(part, "w:autoSpaceDN", False)
    # The styles' own pitch and spacing give 22 lines of 28 characters everywhere: LibreOffice, made to
    # snap a 16 pt character to a cell of 15.8 pt, takes two cells for it.
    _flag(part, "w:snapToGrid", False)
    _valued(
        part,
        "w:spacing",
        before="0",
        after="0",
        line=str(round(look.line * TWIPS)),
        lineRule="exact",
    )
    if look.first:
        indent = round(look.first * m.CHARACTER_PT * TWIPS)
        _valued(part, "w:ind", firstLineChars=str(100 * look.first), firstLine=str(indent))
    _valued(part, "w:jc", val=look.align)
    if look.level:
        _valued(part, "w:outlineLvl", val=str(look.level - 1))


def _flag(part: Any, tag: str, on: bool) -> None:
    _valued(part, tag, val="1" if on else "0")


def _valued(part: Any, tag: str, **values: str) -> None:
    part.append(_made(tag, **values))


def _made(tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element
