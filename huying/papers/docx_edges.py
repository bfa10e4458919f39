"""What stands in the margins of a DOCX: the red head and rules of a letter's first page, page numbers."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.shared import Mm, Pt

from huying.papers import docx_styles as styles
from huying.papers import measures as m
from huying.papers.blocks import Paper
from huying.papers.docx_parts import page_number, rule, set_part, space, twips

# How far the number's line ends from the page's lower edge, so that its dash is where §7.5 wants it.
_NUMBER_LINE_MM = m.BOTTOM_MM - m.NUMBER_BELOW_MM - 2.9


def edges(document: Document, paper: Paper) -> None:
    """Set headers and footers: numbers on the outer side of each page; page 1 of a letter has none."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.header_distance, section.footer_distance = Mm(m.MARK_TOP_MM), Mm(m.RULE_FROM_BOTTOM_MM)
    letter = paper.head is not None and paper.head.form == "letter"
    section.different_first_page_header_footer = letter or bool(paper.mark)
    _number(section.footer, "right")
    _number(section.even_page_footer, "left")
    for blank in (section.header, section.even_page_header):
        blank.is_linked_to_previous = False
    if section.different_first_page_header_footer:
        _first_header(section.first_page_header, paper, letter)
        if letter:
            _lower_rule(section.first_page_footer)
        else:
            _number(section.first_page_footer, "right")


def _first(part: Any, style: str) -> Any:
    """A header's or footer's only paragraph, in `style`."""
    part.is_linked_to_previous = False
    paragraph = part.paragraphs[0]
    paragraph.style = style
    return paragraph


def _number(part: Any, side: str) -> None:
    paragraph = _first(part, styles.NUMBER)
    page_number(paragraph)
    space(paragraph, after=(_NUMBER_LINE_MM - m.RULE_FROM_BOTTOM_MM) * m.MM)
    set_part(paragraph, "ind", **{side: twips(m.SMALL_PT)})
    set_part(paragraph, "jc", val=side)


def _first_header(part: Any, paper: Paper, letter: bool) -> None:
    """The result letter and, in a letter, the unit's name above the double rule."""
    mark = _first(part, styles.MARK)
    mark.add_run(paper.mark)
    if not letter or paper.head is None:
        return
    # The mark's line and the room after it reach just to where the name's characters begin.
    size, above = m.name_pt(paper.head.name), (m.NAME_TOP_MM - m.MARK_TOP_MM) * m.MM - m.BODY_PT
    name = part.add_paragraph(paper.head.name, style=styles.NAME)
    name.runs[0].font.size = Pt(size)
    space(name, before=above, line=size)
    under = part.add_paragraph(style=styles.NUMBER)
    filler = m.letter_body_pt(paper.head.name) - m.letter_head_pt(paper.head.name)
    space(under, line=m.name_to_rule_pt(paper.head.name), after=filler)
    rule(under, "bottom", "thickThinSmallGap")


def _lower_rule(part: Any) -> None:
    paragraph = _first(part, styles.NUMBER)
    space(paragraph, line=1)
    rule(paragraph, "top", "thinThickSmallGap")
