"""Papers as DOCX with real styles, paragraphs, tables and fields, so that an office goes on writing in them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from huying.papers import docx_styles as styles
from huying.papers import measures as m
from huying.papers.blocks import (
    Block,
    Form,
    Heading,
    Labelled,
    Note,
    Paper,
    Signature,
    Table,
    Text,
    needs_gap,
)
from huying.papers.cleaning import lines
from huying.papers.docx_edges import edges
from huying.papers.docx_parts import (
    at_page_foot,
    break_lines,
    indent,
    keep_with_next,
    right_indent,
    run,
    space,
)
from huying.papers.docx_tables import ALIGNMENTS, form, table
from huying.papers.titles import balanced

# Of no meaning to anybody: a file's bytes follow from its paper alone.
_MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def to_docx(paper: Paper) -> bytes:
    """The DOCX of a cleaned paper. The same paper gives the same bytes."""
    document = styles.empty()
    _properties(document, paper)
    edges(document, paper)
    _opening(document, paper)
    for number, one in enumerate(paper.blocks):
        if isinstance(one, Signature) and number and isinstance(paper.blocks[number - 1], Text):
            _keep_with_signature(document)
        if number and needs_gap(paper.blocks[number - 1], one):
            space(document.add_paragraph(style=styles.CAPTION), line=m.TABLE_GAP_PT)
        _SETTERS[type(one)](document, one)
    if paper.copies:
        said = document.add_paragraph(f"抄送：{paper.copies}。", style=styles.COPIES)
        at_page_foot(said)
    elif paper.blocks and isinstance(paper.blocks[-1], Form | Table):
        # Word wants a paragraph after a last table, and would begin a page for one of full height.
        space(document.add_paragraph(style=styles.CAPTION), line=1)
    return _same_bytes(document)


def _keep_with_signature(document: DocumentType) -> None:
    """A short last paragraph goes with the signature (§7.3.5.5). A long one would be moved whole by LibreOffice."""
    last = document.paragraphs[-1]
    if len(last.text) <= 5 * m.CHARACTERS:
        keep_with_next(last)


def _properties(document: DocumentType, paper: Paper) -> None:
    known = document.core_properties
    known.title, known.subject, known.language = (
        " ".join(lines(paper.title))[:255],
        paper.code[:255],
        "zh-CN",
    )
    known.author = paper.head.name[:255] if paper.head else ""
    known.comments = known.keywords = known.last_modified_by = ""
    known.created = known.modified = _MOMENT


def _opening(document: DocumentType, paper: Paper) -> None:
    """What stands above the body: the minutes' red name, the number, the title, the addressee."""
    letter = paper.head is not None and paper.head.form == "letter"
    if paper.head and not letter:
        name = document.add_paragraph(paper.head.name, style=styles.NAME)
        size = m.name_pt(paper.head.name)
        name.runs[0].font.size = Pt(size)
        space(name, before=m.MINUTES_NAME_BELOW_MM * m.MM, after=m.LINE_PT, line=1.1 * size)
    if paper.code:
        code = document.add_paragraph(paper.code, style=styles.CODE)
        if letter and paper.head:
            space(code, before=_above_code(paper.head.name))
        elif paper.head:
            code.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title = document.add_paragraph(style="Title")
    break_lines(title, balanced(paper.title))
    is_form = bool(paper.blocks) and type(paper.blocks[0]).__name__ == "Form"
    blank = 2.0 if paper.head else 1.0 if paper.code else 0.0
    space(title, before=blank * m.LINE_PT, after=m.LINE_PT / (2 if is_form else 1))
    if paper.recipient:
        document.add_paragraph(f"{paper.recipient}：", style=styles.RECIPIENT)


def _above_code(name: str) -> float:
    """The number's characters are 7/8 of one below the rule (§10.1); the line is higher than they are."""
    done = m.letter_body_pt(name) - m.letter_head_pt(name) + (m.LINE_PT - m.BODY_PT) / 2
    return max(0.0, 7 / 8 * m.BODY_PT - done)


def _heading(document: DocumentType, one: Heading) -> None:
    document.add_paragraph(one.text, style=f"Heading {one.level}")


def _text(document: DocumentType, one: Text) -> None:
    for line in lines(one.text):
        paragraph = document.add_paragraph(line, style=styles.SMALL if one.small else styles.BODY)
        if not one.indent:
            indent(paragraph, first=0)
        if one.align != "justify":
            paragraph.alignment = ALIGNMENTS[one.align]


def _labelled(document: DocumentType, one: Labelled) -> None:
    paragraph = document.add_paragraph(style=styles.LABELLED)
    run(paragraph, f"{one.label}：", styles.HEITI)
    paragraph.add_run(one.text)
    hang = m.width(one.label) + 1
    indent(paragraph, left=2 + hang, first=-hang)


def _signature(document: DocumentType, one: Signature) -> None:
    said = [line for line in (one.signer, one.unit, one.date) if line]
    for number, line in enumerate(said):
        paragraph = document.add_paragraph(line, style=styles.SIGN)
        right_indent(paragraph, m.from_right(line, one.date))
        if not number:
            space(paragraph, before=2 * m.LINE_PT)


def _note(document: DocumentType, one: Note) -> None:
    document.add_paragraph(f"（{one.text}）", style=styles.NOTE)


_SETTERS: dict[type[Block], Callable[[DocumentType, Any], None]] = {
    Heading: _heading,
    Text: _text,
    Labelled: _labelled,
    Signature: _signature,
    Note: _note,
    Form: form,
    Table: table,
}


def _same_bytes(document: DocumentType) -> bytes:
    """The file without the moment of its making in it."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            info = zipfile.ZipInfo(name, _MOMENT.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, read.read(name))
    return out.getvalue()
