"""A pile as a report: one file of HTML that opens without a network and prints, a table for each chart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.core import clock
from huying.listening.pile import charts, tables
from huying.listening.pile.reading import Reading

# A person reads so many rows of a table in a report; the workbook has all.
MOST_ROWS = 40


@dataclass(frozen=True)
class Section:
    """A table with its chart, if it has one. rows: of (cell, whether it is a number); left: rows in the workbook alone."""

    table: tables.Table
    rows: list[list[tuple[object, bool]]]
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
    chart = None
    if table.chart:
        label, value = table.chart
        draw = charts.columns if table.key == "months" else charts.bars
        chart = draw(
            str(table.title),
            [str(row[label]) for row in table.rows],
            [row[value] for row in table.rows],
        )
    return Section(
        table,
        [[_cell(one) for one in row] for row in table.rows[:MOST_ROWS]],
        max(0, len(table.rows) - MOST_ROWS),
        chart,
    )


def _cell(value: object) -> tuple[object, bool]:
    if isinstance(value, int | float):
        return f"{value:,}", True
    return "" if value is None else value, False


def _figures(reading: Reading) -> list[tuple[str, str]]:
    unknown = reading.first_kinds()[""]
    alike = sum(len(group) for group in reading.twins)
    days = reading.days
    figures = [
        (_("件"), f"{len(reading.taken):,}"),
        (_("人"), f"{reading.people:,}"),
        (_("类别没有把握的件"), f"{unknown:,}（{tables.share(unknown, len(reading.taken))}）"),
        (_("有相似的件"), f"{alike:,}"),
        (_("请马上看的件"), f"{sum(one.urgency.level == 'now' for one in reading.found):,}"),
        (_("不能读的行"), f"{len(reading.bad):,}"),
    ]
    if days:
        figures.insert(2, (_("从哪天到哪天"), f"{days[0]} – {days[-1]}"))
    return figures
