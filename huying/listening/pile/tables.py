"""The sums of a pile as tables: the workbook has each on a sheet, the report has each beside its chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huying.analysis.category import UrgencyHint
from huying.core.sheet_writing import Cell
from huying.listening.pile.reading import Reading
from huying.voices.categories import all_categories, label


@dataclass(frozen=True)
class Table:
    """One table. chart: which of its columns (from 0) are the label and the value of a bar; None: no chart."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()
    chart: tuple[int, int] | None = None
    help: str = ""


def all_of(reading: Reading) -> list[Table]:
    """Every table that has a row."""
    made = (
        topics(reading),
        twins(reading),
        groups(reading),
        kinds(reading),
        units(reading),
        months(reading),
    )
    return [table for table in made if table.rows]


def topics(reading: Reading) -> Table:
    """What is talked about, the most people first."""
    return Table("topics", _("热点"), [], [])


def topic_names(reading: Reading) -> dict[int, str]:
    """The name of the topic of each message that belongs to one."""
    return {}


def twins(reading: Reading) -> Table:
    """Messages that seem to say the same, the largest group first."""
    by_key = {one.number: one for one in reading.taken}
    rows = []
    for number, group in enumerate(reading.twins, start=1):
        people = {by_key[key].said.person or key for key in group}
        first = by_key[group[0]].said
        rows.append(
            [number, len(group), len(people), excerpt(first.title or first.text),
             "、".join(str(key) for key in group)]
        )  # fmt: skip
    return Table(
        "twins", _("相似的意见"), [_("相似组"), _("件数"), _("人数"), _("其中一件"), _("行号")], rows,
        (8, 8, 8, 60, 40), help=_("说的像是同一件事，请核对后再并。"),
    )  # fmt: skip


def groups(reading: Reading) -> Table:
    """Messages of each group of kinds."""
    names = {one.group: one.group_label for one in all_categories().values()}
    counts: Counter[str] = Counter()
    for kind, count in reading.first_kinds().items():
        counts[kind.split(".")[0]] += count
    rows = [
        [names.get(key, _("不知道")), n, share(n, len(reading.found))] for key, n in ranked(counts)
    ]
    return Table(
        "groups", _("大类"), [_("大类"), _("件数"), _("占比")], rows, (22, 10, 10), chart=(0, 1),
        help=_("程序按词语猜的大类；“不知道”是没有把握的。"),
    )  # fmt: skip


def kinds(reading: Reading) -> Table:
    """Messages of each kind."""
    known = all_categories()
    rows = [
        [known[key].group_label, label(key), n, share(n, len(reading.found))]
        for key, n in ranked(reading.first_kinds())
        if key
    ]
    return Table(
        "kinds", _("类别"), [_("大类"), _("类别"), _("件数"), _("占比")], rows, (22, 22, 10, 10), chart=(1, 2)
    )  # fmt: skip


def units(reading: Reading) -> Table:
    """Messages for each unit that would be proposed."""
    rows = [
        [unit or _("不知道"), n, share(n, len(reading.found))]
        for unit, n in ranked(reading.first_units())
    ]
    return Table(
        "units", _("建议承办单位"), [_("单位"), _("件数"), _("占比")], rows, (30, 10, 10), chart=(0, 1),
        help=_("只是建议，由人来定。"),
    )  # fmt: skip


def months(reading: Reading) -> Table:
    """Messages of each month from the first to the last."""
    days = reading.days
    if not days:
        return Table("months", _("按月"), [], [])
    counts = Counter((day.year, day.month) for day in days)
    rows, at = [], (days[0].year, days[0].month)
    while at <= (days[-1].year, days[-1].month):
        rows.append([f"{at[0]}-{at[1]:02}", counts[at]])
        at = (at[0] + at[1] // 12, at[1] % 12 + 1)
    return Table("months", _("按月"), [_("月份"), _("件数")], rows, (12, 10), chart=(0, 1))


def urgency(hint: UrgencyHint) -> str:
    """How soon somebody should look, with the words that say so."""
    level = {"now": _("马上看"), "soon": _("尽快看")}.get(hint.level, "")
    return f"{level}（{'、'.join(hint.words)}）" if level else ""


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def share(part: int, whole: int) -> str:
    """ "12.3%" of what there is."""
    return f"{part / whole:.1%}" if whole else ""


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most first; what is not known, '', last."""
    return sorted(counts.items(), key=lambda item: (item[0] == "", -item[1], item[0]))
