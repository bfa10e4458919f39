"""Forms and tables in a DOCX. Rows may run over a page's end; a table's titles stand again on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from huying.papers import docx_styles as styles
from huying.papers import measures as m
from huying.papers.blocks import Cell, Form, Table
from huying.papers.cleaning import lines
from huying.papers.docx_parts import set_part, space, twips

ALIGNMENTS = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_PADDING_PT = 3.0


def form(document: Document, one: Form) -> None:
    """A ruled form, in which a cell spans several units of the row."""
    unit = m.TYPE_WIDTH_MM * m.MM / m.GRID_UNITS
    made = _ruled(document, [unit] * m.GRID_UNITS)
    for cells in one.rows:
        _row(made, cells, [unit * cell.span for cell in cells])


def table(document: Document, one: Table) -> None:
    """A ruled table under its caption."""
    if one.caption:
        document.add_paragraph(one.caption, style=styles.CAPTION)
    whole = sum(column.share for column in one.columns)
    widths = [column.share / whole * m.TYPE_WIDTH_MM * m.MM for column in one.columns]
    made = _ruled(document, widths)
    _row(made, [Cell(column.title, 1, label=True) for column in one.columns], widths, titles=True)
    for said in one.rows:
        cells = [
            Cell(text, 1, align=column.align)
            for text, column in zip(said, one.columns, strict=True)
        ]
        _row(made, cells, widths)
    if len(one.columns) >= m.DENSE_COLUMNS:
        _set_dense(made)


def _set_dense(made: Any) -> None:
    """Set a table of many columns in smaller type."""
    for place in made._tbl.iter(qn("w:p")):
        paragraph = Paragraph(place, made)
        space(paragraph, line=m.DENSE_LINE_PT)
        for one in paragraph.runs:
            one.font.size = Pt(m.DENSE_PT)


def _ruled(document: Document, widths: Sequence[float]) -> Any:
    """An empty table with these columns, in points."""
    made = document.add_table(0, len(widths), style="Table Grid")
    made.autofit = False
    for column, points in zip(made.columns, widths, strict=True):
        column.width = Pt(points)
    margins = OxmlElement("w:tblCellMar")
    for side, points in (
        ("top", _PADDING_PT),
        ("left", 5.0),
        ("bottom", _PADDING_PT),
        ("right", 5.0),
    ):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twips(points))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    made._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
    return made


def _row(made: Any, cells: Sequence[Cell], widths: Sequence[float], titles: bool = False) -> None:
    """Add a row. Written directly: python-docx's merging looks at every cell anew for each."""
    row = OxmlElement("w:tr")
    made._tbl.append(row)
    least = max(cell.least for cell in cells)
    # A row with room to write in may run over a page's end, a line of the form may not.
    parts = [] if least > 2 else ["cantSplit"]
    for tag in [*parts, "trHeight", *(["tblHeader"] if titles else [])]:
        row.get_or_add_trPr().append(OxmlElement(f"w:{tag}"))
    height = row.trPr.find(qn("w:trHeight"))
    height.set(qn("w:val"), twips(least * m.TABLE_LINE_PT + 2 * _PADDING_PT))
    for cell, points in zip(cells, widths, strict=True):
        place = OxmlElement("w:tc")
        place.append(OxmlElement("w:p"))
        row.append(place)
        place.width = Pt(points)
        if cell.span > 1:
            place.get_or_add_tcPr().get_or_add_gridSpan().val = cell.span
        _fill(_Cell(place, made), cell)


def _fill(place: Any, cell: Cell) -> None:
    """Write a cell: its lines as paragraphs, its foot at the right below them."""
    said = lines(cell.text) or ([] if cell.foot else [""])
    empty = place.paragraphs[0]
    for number, line in enumerate(said):
        paragraph = empty if not number else place.add_paragraph()
        paragraph.style = styles.CELL_LABEL if cell.label else styles.CELL
        paragraph.add_run(line)
        if not cell.label and cell.align != "left":
            paragraph.alignment = ALIGNMENTS[cell.align]
        if not cell.label and cell.least > 2:
            set_part(paragraph, "ind", firstLineChars="200", firstLine=twips(2 * m.SMALL_PT))
    if cell.label or cell.least == 1:
        place.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    if cell.foot:
        wanting = max(0, cell.least - len(said) - 1)
        paragraph = place.add_paragraph() if said else empty
        paragraph.style = styles.CELL
        paragraph.add_run(cell.foot)
        paragraph.alignment = ALIGNMENTS["right"]
        space(paragraph, before=wanting * m.TABLE_LINE_PT)
