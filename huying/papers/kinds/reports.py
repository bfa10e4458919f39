"""Papers on all of a session's suggestions: minutes of the meeting that assigns them, the yearly report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from huying.papers.blocks import (
    Block,
    Column,
    Head,
    Heading,
    Labelled,
    Paper,
    Signature,
    Table,
    Text,
)
from huying.papers.dates import said


@dataclass(frozen=True)
class AssignedItem:
    """One suggestion at the meeting. lead: the lead handler; others: co-handlers; due: until when to reply."""

    code: str
    title: str
    deputy: str
    lead: str
    others: str = ""
    due: dt.date | None = None


@dataclass(frozen=True)
class AssignmentMinutes:
    """交办会纪要, in the form of minutes (GB/T 9704-2012 §10.3): red name, text, who was there.

    name: the red name, such as “高都镇人民代表大会主席团会议纪要”; number: “第3期”, may be empty; chair: who
    presided; decisions: what the meeting asked for, a paragraph to each line; items: what was assigned.
    """

    name: str
    session: str
    held: dt.date
    place: str
    chair: str
    items: Sequence[AssignedItem]
    decisions: str = ""
    number: str = ""
    attended: str = ""
    excused: str = ""
    invited: str = ""
    issuer: str = ""
    date: dt.date | None = None
    copies: str = ""

    def paper(self) -> Paper:
        """The minutes, with one table of what was assigned."""
        blocks: list[Block] = [
            Text(
                f"{said(self.held)}，{self.chair}在{self.place}主持召开代表建议交办会，"
                f"交办{self.session}代表建议{len(self.items)}件。现纪要如下："
            )
        ]
        asked = bool(self.decisions.strip())
        if asked:
            blocks += [Heading("一、会议要求"), Text(self.decisions)]
        blocks += [Heading(f"{'二' if asked else '一'}、交办事项"), self._table()]
        there = (("出席", self.attended), ("请假", self.excused), ("列席", self.invited))
        blocks += [Labelled(label, names) for label, names in there if names]
        if self.issuer:
            blocks.append(Signature(self.issuer, said(self.date)))
        return Paper(
            f"{self.session}代表建议交办会纪要",
            blocks,
            Head(self.name, "minutes"),
            self.number,
            copies=self.copies,
        )

    def _table(self) -> Table:
        columns = (
            Column("编号", 18),
            Column("标题", 35, "left"),
            Column("领衔代表", 20.5),
            Column("主办单位", 22.5),
            Column("会办单位", 22),
            Column("答复期限", 38),
        )
        rows = [
            (
                one.code,
                one.title,
                one.deputy,
                one.lead,
                one.others,
                said(one.due) if one.due else "",
            )
            for one in self.items
        ]
        return Table(columns, rows)


@dataclass(frozen=True)
class ReportPart:
    """A section of a report: its heading with its number, its paragraphs, a table where it has one."""

    heading: str
    paragraphs: Sequence[str]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class YearlyReport:
    """办理情况报告: to the town's congress and public (代表法 2025 §51): how the year's suggestions were handled.

    reporter: who reports; parts: as drafted from the record.
    """

    title: str
    reporter: str
    parts: Sequence[ReportPart]
    date: dt.date | None

    def paper(self) -> Paper:
        """The report, addressed to the deputies."""
        blocks: list[Block] = []
        for part in self.parts:
            blocks.append(Heading(part.heading))
            blocks += [Text(line) for line in part.paragraphs]
            if part.rows:
                # The name of what a row is about wants more room than its numbers.
                columns = [Column(title, 2.0 if n else 3.0) for n, title in enumerate(part.columns)]
                blocks.append(Table(columns, part.rows))
        blocks.append(Signature(self.reporter, said(self.date)))
        return Paper(self.title, blocks, recipient="各位代表")


@dataclass(frozen=True)
class FiguresSheet:
    """Figures of a month to pin to a wall: tables with a word on each. about: of whom and when.

    parts: each with its table; the first column names the rows and gets the room of two.
    """

    title: str
    about: str
    parts: Sequence[ReportPart]
    issuer: str
    date: dt.date | None

    def paper(self) -> Paper:
        """The sheet, without a recipient."""
        blocks: list[Block] = [Text(self.about)]
        for part in self.parts:
            blocks.append(Heading(part.heading))
            blocks += [Text(line) for line in part.paragraphs if line]
            if part.rows:
                columns = [Column(title, 1.0 if n else 2.0) for n, title in enumerate(part.columns)]
                blocks.append(Table(columns, part.rows))
        blocks.append(Signature(self.issuer, said(self.date)))
        return Paper(self.title, blocks)
