"""A pile as a workbook: every message with what was found in it, and a sheet for each sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from huying.analysis.category import Guess
from huying.core.sheet_writing import Cell, Leaf, write_book
from huying.listening.pile import tables
from huying.listening.pile.reading import Reading
from huying.voices.categories import label


def write(reading: Reading, path: Path) -> None:
    """Write the workbook."""
    leaves = [_messages(reading), *(_leaf(one) for one in tables.all_of(reading))]
    if reading.bad:
        leaves.append(_bad(reading))
    write_book(path, leaves)


def _leaf(table: tables.Table) -> Leaf:
    return Leaf(table.title, table.columns, table.rows, table.widths)


def _messages(reading: Reading) -> Leaf:
    columns = [
        _("行号"), _("编号"), _("时间"), _("标题"), _("内容"), _("地点"),
        _("类别"), _("把握"), _("依据"), _("还可能是"), _("建议承办单位"), _("急不急"),
        _("相似组"), _("组内件数"), _("热点"),
    ]  # fmt: skip
    widths = (7, 12, 17, 30, 60, 20, 18, 8, 24, 24, 22, 14, 8, 8, 30)
    return Leaf(_("逐件"), columns, _rows(reading), widths)


def _rows(reading: Reading) -> Iterator[list[Cell]]:
    group_of = {key: number for number, group in enumerate(reading.twins, 1) for key in group}
    topic_of = tables.topic_names(reading)
    for one, found in zip(reading.taken, reading.found, strict=True):
        group = group_of.get(one.number)
        best = found.kinds[0] if found.kinds else None
        yield [
            one.number, one.reference, one.said.at, one.said.title, one.said.text, one.said.place,
            label(best.key) if best else _("不知道"), best.share if best else None,
            _said_by(best), "、".join(label(other.key) for other in found.kinds[1:]),
            found.units[0].key if found.units else "", tables.urgency(found.urgency),
            group, len(reading.twins[group - 1]) if group else None, topic_of.get(one.number, ""),
        ]  # fmt: skip


def _said_by(guess: Guess | None) -> str:
    return "、".join(guess.words) if guess else ""


def _bad(reading: Reading) -> Leaf:
    columns = [_("行号"), _("哪里不对"), *reading.headers]
    rows: Iterable[list[Cell]] = (
        [
            bad.number,
            "；".join(f"{fault.header}：{fault.reason}" for fault in bad.faults),
            *bad.values,
        ]
        for bad in reading.bad
    )
    return Leaf(_("不能读的行"), columns, rows, (7, 40))
