"""What a paper is made of. Kinds (huying.papers.kinds) build these; docx.py and pdf.py set them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["justify", "left", "center", "right"]


@dataclass(frozen=True)
class Head:
    """The red head. `letter`: the form of a letter (GB/T 9704-2012 §10.1); `minutes`: of minutes (§10.3).

    name: the unit's full name, or the minutes' own name.
    """

    name: str
    form: Literal["letter", "minutes"] = "letter"


@dataclass(frozen=True)
class Heading:
    """A heading in the body (§7.3.3). level 1 is set in 黑体, 2 in 楷体, 3 in 仿宋; the caller numbers it (一、（一）1.)."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Text:
    """Body text; each line is a paragraph of its own. indent: two characters before the first line;
    small: in the type of tables, for what explains a form."""

    text: str
    align: Align = "justify"
    indent: bool = True
    small: bool = False


@dataclass(frozen=True)
class Labelled:
    """“出席：…” and the like (§10.3): the label in 黑体, further lines hang under the text's first character."""

    label: str
    text: str


@dataclass(frozen=True)
class Cell:
    """One cell of a form. span: in the twelfths of a row; least: the height, in lines of the table.

    label: set in 黑体 and centred. foot: what stands right at the cell's end, such as the place to sign.
    """

    text: str
    span: int
    label: bool = False
    least: int = 1
    align: Align = "left"
    foot: str = ""


@dataclass(frozen=True)
class Form:
    """A ruled form; the spans of each row add up to twelve."""

    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Column:
    """A table's column. share: its width against the other columns'."""

    title: str
    share: float = 1.0
    align: Align = "center"


@dataclass(frozen=True)
class Table:
    """A ruled table whose titles stand again on each page. caption: above it, may be empty."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signs (§7.3.5): unit and date with room for the seal, the date four characters from the right.

    signer: the line of the responsible person, such as “主要负责人：李建国”; empty for none.
    """

    unit: str
    date: str
    signer: str = ""


@dataclass(frozen=True)
class Note:
    """A note below the date (附注, §7.3.7), such as the contact: in brackets, two characters from the left."""

    text: str


Block = Heading | Text | Labelled | Form | Table | Signature | Note


@dataclass(frozen=True)
class Paper:
    """One document. All texts are plain; cleaning and escaping are the renderers' work.

    code: the document's number (发文字号); mark: the result letter at the top right of page 1;
    recipient: the addressee (主送), without the colon; copies: who gets copies (抄送).
    """

    title: str
    blocks: Sequence[Block]
    head: Head | None = None
    code: str = ""
    mark: str = ""
    recipient: str = ""
    copies: str = ""


def needs_gap(before: Block, after: Block) -> bool:
    """Whether two tables stand together with nothing between, which Word would make one table of."""
    follows = isinstance(after, Form) or isinstance(after, Table) and not after.caption
    return follows and isinstance(before, Form | Table)
