"""Small parts that python-docx has no word for: indents in characters, frames, borders, a page-number field."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from huying.papers import measures as m
from huying.papers.docx_styles import TWIPS, fonts_of

# The children of pPr that are set here, in the schema's order; each goes before the first that follows it.
_ORDER = ("keepNext", "framePr", "pBdr", "snapToGrid", "spacing", "ind", "jc", "rPr", "sectPr")


def twips(points: float) -> str:
    """Points as Word counts them, in twentieths."""
    return str(round(points * TWIPS))


def set_part(paragraph: Paragraph, tag: str, **values: str) -> Any:
    """Set a child of the paragraph's properties, in its place; returns it."""
    properties: Any = paragraph._p.get_or_add_pPr()
    element = properties.find(qn(f"w:{tag}"))
    if element is None:
        element = OxmlElement(f"w:{tag}")
        later = [qn(f"w:{name}") for name in _ORDER[_ORDER.index(tag) + 1 :]]
        follower = next((child for child in properties if child.tag in later), None)
        if follower is None:
            properties.append(element)
        else:
            follower.addprevious(element)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def space(
    paragraph: Paragraph, before: float = 0, after: float = 0, line: float | None = None
) -> None:
    """Room before and after, and the exact line pitch, in points."""
    set_part(paragraph, "spacing", before=twips(before), after=twips(after))
    if line is not None:
        set_part(paragraph, "spacing", line=twips(line), lineRule="exact")


def indent(paragraph: Paragraph, left: float = 0, first: float = 0) -> None:
    """Indents in characters of the grid; a negative `first` hangs."""
    which = "hanging" if first < 0 else "firstLine"
    set_part(
        paragraph,
        "ind",
        leftChars=str(round(100 * left)),
        left=twips(left * m.CHARACTER_PT),
        **{
            f"{which}Chars": str(round(100 * abs(first))),
            which: twips(abs(first) * m.CHARACTER_PT),
        },
    )


def right_indent(paragraph: Paragraph, characters: float) -> None:
    """Empty characters at the line's right end."""
    set_part(
        paragraph,
        "ind",
        rightChars=str(round(100 * characters)),
        right=twips(characters * m.CHARACTER_PT),
    )


def keep_with_next(paragraph: Paragraph) -> None:
    """The paragraph's end stays on the page of what follows."""
    set_part(paragraph, "keepNext", val="1")


def run(paragraph: Paragraph, text: str, font: str) -> None:
    """A run in another font than its paragraph's."""
    made: Any = paragraph.add_run(text)
    made._r.get_or_add_rPr().insert(0, fonts_of(font))


def break_lines(paragraph: Paragraph, said: list[str]) -> None:
    """The lines of a title, with line breaks between them."""
    for number, line in enumerate(said):
        made = paragraph.add_run(line)
        if number < len(said) - 1:
            made.add_break()


def at_page_foot(paragraph: Paragraph) -> None:
    """Put a paragraph at the type area's lower edge on its page (版记, §7.4)."""
    side = m.SMALL_PT
    set_part(
        paragraph,
        "framePr",
        w=twips(m.TYPE_WIDTH_MM * m.MM),
        wrap="notBeside",
        vAnchor="margin",
        hAnchor="margin",
        xAlign="left",
        yAlign="bottom",
    )
    set_part(paragraph, "ind", left=twips(4 * side), right=twips(side), hanging=twips(3 * side))


def rule(paragraph: Paragraph, edge: str, kind: str) -> None:
    """A red double rule, 170 mm wide, at the `edge` (top, bottom) of a paragraph (§10.1)."""
    border = parse_xml(
        f'<w:{edge} {nsdecls("w")} w:val="{kind}" w:sz="24" w:space="0" w:color="{m.RED}"/>'
    )
    set_part(paragraph, "pBdr").append(border)
    left = m.LEFT_MM - (m.PAGE_WIDTH_MM - m.RULE_WIDTH_MM) / 2
    right = m.RULE_WIDTH_MM - m.TYPE_WIDTH_MM - left
    set_part(paragraph, "ind", left=twips(-left * m.MM), right=twips(-right * m.MM))


def page_number(paragraph: Paragraph) -> None:
    """“— 1 —” with a field for the number (§7.5)."""
    paragraph.add_run("— ")
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    paragraph._p.append(field)
    paragraph.add_run(" —")
