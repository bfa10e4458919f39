"""A pile as a report: one file of HTML that opens without a network and prints, a table for each chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.sheet_writing import Cell
from huying.listening.pile import charts, tables
from huying.listening.pile.reading import Reading

# A person reads so many rows of a table in a report; the workbook has all.
MOST_ROWS = 40
# Letters of a label beside its bar; the table has all of them.
LONGEST_LABEL = 18
# From so many letters on, a cell needs room.
LONG = 24


@dataclass(frozen=True)
class Section:
    """A table with its chart, if it has one. columns, rows: of (text, class); left: rows in the workbook alone."""

    table: tables.Table
    columns: list[tuple[str, str]]
    rows: list[list[tuple[str, str]]]
    left: int
    chart: SafeString | None


def write(reading: Reading, path: Path, workbook: str) -> None:
    """Write the report. workbook: the name of the file beside it that has everything."""
    path.write_text(
        render_to_string(
            "pile/report.html",
            {
                "reading": reading, "figures": _figures(reading), "workbook": workbook,
                "sections": [_section(table) for table in tables.all_of(reading)],
                "language": get_language(), "now": clock.now(),
            },
        ),
        "utf-8",
    )  # fmt: skip


def _section(table: tables.Table) -> Section:
    public = _public(table)
    chart = None
    if table.chart and public:
        label, value = table.chart
        draw = charts.columns if table.key == "months" else charts.bars
        labels = [tables.excerpt(str(row[label]), LONGEST_LABEL) for row in public]
        chart = draw(str(table.title), labels, [cast(int, row[value]) for row in public])
    shown = public[:MOST_ROWS]
    # A column that says nothing in any row only takes the room of the others.
    width = len(table.columns) - table.keys
    used = [n for n in range(width) if any(row[n] not in ("", None) for row in shown)]
    columns = [_cell(shown[0][n], table.columns[n]) for n in used]
    rows = [[_cell(row[n]) for n in used] for row in shown]
    return Section(table, columns, rows, len(table.rows) - len(rows), chart)


def _public(table: tables.Table) -> list[Sequence[Cell]]:
    """The rows that a report may show: those that quote few people stay in the workbook."""
    if table.quoted is None:
        return list(table.rows)
    return [row for row in table.rows if cast(int, row[table.quoted]) >= tables.FEW]


def _cell(value: Cell, text: str = "") -> tuple[str, str]:
    """What is shown of a value (or `text`, over a column of such), and how: a number, long words, or neither."""
    if isinstance(value, int | float):
        return text or f"{value:,}", "number"
    shown = "" if value is None else str(value)
    return text or shown, "long" if len(shown) > LONG else ""


def _figures(reading: Reading) -> list[tuple[str, str]]:
    unknown = reading.first_kinds()[""]
    alike = sum(len(group) for group in reading.twins)
    days = reading.days
    figures = [
        (_("件数"), f"{len(reading.taken):,}"),
        (_("人"), f"{reading.people:,}"),
        (
            _("类别没有把握的件"),
            tables.with_words(f"{unknown:,}", tables.share(unknown, len(reading.taken))),
        ),
        (_("有相似的件"), f"{alike:,}"),
        (_("请马上看的件"), f"{sum(one.urgency.level == 'now' for one in reading.found):,}"),
        (_("不能读的行"), f"{len(reading.bad):,}"),
    ]
    for name, (agreed, told) in (
        (_("与表里的类别一致"), reading.agreed_kinds()),
        (_("与表里的单位一致"), reading.agreed_units()),
    ):
        if told:
            figures.append((name, f"{agreed:,}/{told:,}"))
    if days:
        figures.insert(2, (_("从哪天到哪天"), f"{days[0]} – {days[-1]}"))
    return figures
