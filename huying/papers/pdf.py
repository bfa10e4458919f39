"""Papers as PDF, set by typst. The paper goes over as JSON, so that nothing in it is ever read as markup."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from huying.papers import fonts, measures
from huying.papers.blocks import Block, Cell, Form, Paper, Signature, Table, Text, needs_gap
from huying.papers.cleaning import lines
from huying.papers.titles import balanced

_TEMPLATE = Path(__file__).with_name("paper.typ").read_bytes()
# What no line may end in by itself: an address, a row of marks. A longer one gets room to break everywhere.
_WHOLE = "[^\\s\u3400-\u9fff\U00020000-\U0003ffff]"
_LONG, _LONG_IN_CELL = re.compile(_WHOLE + "{31,}"), re.compile(_WHOLE + "{13,}")


def to_pdf(paper: Paper) -> bytes:
    """The PDF of a cleaned paper. The same paper gives the same bytes."""
    numbers: dict[str, Any] = {
        name: value for name, value in vars(measures).items() if name.isupper()
    }
    numbers["name_pt"] = measures.name_pt(paper.head.name) if paper.head else 0
    return typst.compile(
        _TEMPLATE,
        font_paths=fonts.loaded(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_paper(paper)), "measures": json.dumps(numbers)},
    )


def _paper(paper: Paper) -> dict[str, Any]:
    told = asdict(paper)
    told["title"] = " ".join(lines(paper.title))
    told["title_lines"] = balanced(paper.title)
    told["form"] = bool(paper.blocks) and isinstance(paper.blocks[0], Form)
    told["blocks"] = [_block(one) for one in paper.blocks]
    for one, before, block in zip(told["blocks"][1:], paper.blocks, paper.blocks[1:], strict=False):
        one["gap"] = needs_gap(before, block)
    for number, one in enumerate(paper.blocks[1:]):
        if isinstance(one, Signature) and isinstance(paper.blocks[number], Text):
            _keep_with_signature(told["blocks"], number)
    return told


def _keep_with_signature(told: list[dict[str, Any]], number: int) -> None:
    """A short last paragraph goes with the signature, so that no page bears a signature alone (§7.3.5.5)."""
    last = told[number]["lines"][-1:]
    if last and len(last[0]) <= 5 * measures.CHARACTERS:
        told[number]["lines"] = told[number]["lines"][:-1]
        told.insert(number + 1, {**told[number], "lines": last, "sticky": True})


def _block(one: Block) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": type(one).__name__.lower(), "gap": False, **asdict(one)}
    if isinstance(one, Form):
        told["rows"] = [[_cell(cell, row) for cell in row] for row in one.rows]
    elif isinstance(one, Table):
        told["rows"] = [[_breaking(cell, _LONG_IN_CELL) for cell in row] for row in one.rows]
    elif isinstance(one, Signature):
        told["placed"] = [(said, measures.from_right(said, one.date)) for said in signed(one)]
    else:
        told["text"] = _breaking(one.text)
        told["lines"] = [_breaking(line) for line in lines(one.text)]
        told["sticky"] = False
        told["width"] = measures.width(getattr(one, "label", ""))
    return told


def signed(one: Signature) -> list[str]:
    """The lines of a signature from above: the responsible person, the unit, the date."""
    return [said for said in (one.signer, one.unit, one.date) if said]


def _cell(cell: Cell, row: Sequence[Cell]) -> dict[str, Any]:
    """A cell with the lines that are still wanting to its least height.

    A row with room to write in may run over a page's end, a line of the form may not.
    """
    said = [_breaking(line, _LONG_IN_CELL) for line in lines(cell.text)]
    fitting = (cell.span * measures.TYPE_WIDTH_MM / measures.GRID_UNITS - 3.6) * measures.MM
    needed = sum(
        math.ceil(measures.width(line) * measures.SMALL_PT / fitting) for line in lines(cell.text)
    )
    spare = max(0, cell.least - needed - bool(cell.foot))
    return {
        **asdict(cell),
        "said": said,
        "spare": spare,
        "breakable": max(one.least for one in row) > 2,
        "indent": cell.least > 2 and not cell.label,
    }


def _breaking(text: str, long: re.Pattern[str] = _LONG) -> str:
    return long.sub(lambda found: "\u200b".join(found[0]), text)
