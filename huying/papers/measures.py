"""The measures of GB/T 9704-2012 (党政机关公文格式), in millimetres and points. Both renderers take them from here."""

from __future__ import annotations

import math

MM = 72 / 25.4
"""Points in a millimetre."""

# §5.1, §5.2.1: A4; head margin 37 mm, binding margin 28 mm, type area 156 × 225 mm.
PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297
TOP_MM, LEFT_MM = 37, 28
TYPE_WIDTH_MM, TYPE_HEIGHT_MM = 156, 225
RIGHT_MM = PAGE_WIDTH_MM - LEFT_MM - TYPE_WIDTH_MM
BOTTOM_MM = PAGE_HEIGHT_MM - TOP_MM - TYPE_HEIGHT_MM

# §5.2.3: 22 lines of 28 characters fill the type area.
LINES, CHARACTERS = 22, 28
LINE_PT = 28.95
CHARACTER_PT = TYPE_WIDTH_MM * MM / CHARACTERS

# §5.2.2 and §7: 3号 is 16 pt, 2号 22 pt, 4号 14 pt.
BODY_PT, TITLE_PT, SMALL_PT = 16.0, 22.0, 14.0
TABLE_LINE_PT = 22.0
DENSE_PT, DENSE_LINE_PT, DENSE_COLUMNS = 12.0, 19.0, 5
"""Tables of so many columns and more are set in 小四."""
TABLE_GAP_PT = 8.0
"""Between two tables that no caption parts."""
TITLE_CHARACTERS = 20

# §7.5: the page number's dash stands 7 mm below the type area, one character from its outer edge.
NUMBER_BELOW_MM = 7

# §10.1, letter form: the unit's name 30 mm from the top, a double rule 4 mm below it and another one
# 20 mm from the bottom, both 170 mm wide.
NAME_TOP_MM, NAME_TO_RULE_MM = 30, 4
RULE_WIDTH_MM, RULE_FROM_BOTTOM_MM = 170, 20
NAME_PT = 32.0
NAME_LEAST_PT = 22.0
MARK_TOP_MM = 19
"""Top of the result letter (A, B, C, D) on page 1: above the red name, at the type area's right edge."""

# §10.3, minutes: their red name begins 35 mm below the type area's upper edge.
MINUTES_NAME_BELOW_MM = 35

RULE_PT = 4.5
"""How thick a double rule is."""

RED = "D7000F"
GRID_UNITS = 12
"""A form's row is parted into so many units of equal width (13 mm)."""


def width(text: str) -> float:
    """How wide `text` sets, in characters of its size: half of one for ASCII, one for the rest."""
    return sum(0.5 if ord(character) < 0x80 else 1.0 for character in text)


def name_pt(name: str) -> float:
    """The size in points in which a unit's red name fits one line; the smallest one wraps (§7.2.4)."""
    fitting = TYPE_WIDTH_MM * MM / max(width(name), 1)
    return round(max(NAME_LEAST_PT, min(NAME_PT, fitting * 0.98)), 1)


def from_right(line: str, date: str) -> float:
    """How far from the right edge a line of the signature ends, in characters: centred on the date,
    which ends four from the edge; a name too long for that begins further left (§7.3.5.1)."""
    return max(0.0, 4 + (width(date) - width(line)) / 2)


def name_to_rule_pt(name: str) -> float:
    """From the end of the name's last line to the rule: its characters end a little before their line does."""
    return NAME_TO_RULE_MM * MM - 0.08 * name_pt(name)


def letter_head_pt(name: str) -> float:
    """How far a letter's upper double rule ends below the page's upper edge, in points."""
    size = name_pt(name)
    rows = math.ceil(width(name) * size / (TYPE_WIDTH_MM * MM))
    return NAME_TOP_MM * MM + rows * size + name_to_rule_pt(name) + RULE_PT


def letter_body_pt(name: str) -> float:
    """Where a letter's text begins on page 1: below the rule, a whole number of lines below the usual top.

    LibreOffice centres on the page what a document grid's lines leave over.
    """
    top = TOP_MM * MM
    return top + math.ceil((letter_head_pt(name) - top) / LINE_PT) * LINE_PT
