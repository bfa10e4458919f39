"""The wind vane's tables. A chart is drawn from its table, a download is the same table: they cannot differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.handling.models import Grade
from huying.records.rates import Rate
from huying.records.vane.counting import Wanted
from huying.records.vane.figures import (
    AGAIN,
    CHANNEL,
    ELSEWHERE,
    FINAL,
    FIRST,
    NOT_DUE,
    OPEN,
    SILENT,
    UNANSWERED,
    Figures,
    Sums,
)
from huying.town.models import Division
from huying.voices.categories import all_categories, group_choices
from huying.web.vane.reader import Cell, Links, Reader

WHY = {
    UNANSWERED: gettext_lazy("还没有答复"), AGAIN: gettext_lazy("正在重新办理"),
    CHANNEL: gettext_lazy("告知了别的渠道"), OPEN: gettext_lazy("还在评价期内"),
    SILENT: gettext_lazy("请了没有评"), NOT_DUE: gettext_lazy("还没有到期限"),
    ELSEWHERE: gettext_lazy("报了县里或写进代表建议，期限另算"),
}  # fmt: skip
TABLES = ("line", "grades", "rates", "categories", "villages", "owed")


@dataclass
class Table:
    """A table as everybody gets it, on the page, as a chart, as a file.

    head: the columns; the first one names the rows. chart: line, bars (stacked), across; '' draws none.

    plot: which columns the chart draws, counted from 1 after the first. wide: more columns than a phone shows.
    """

    key: str
    title: str
    head: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    chart: str = ""
    plot: tuple[int, ...] = ()
    said: str = ""
    long: bool = False

    @property
    def texts(self) -> list[list[str]]:
        """The rows as they are read."""
        return [[cell.text for cell in row] for row in self.rows]

    @property
    def drawn(self) -> bool:
        """Whether there is anything that a chart could draw."""
        cells = (row[at] for row in self.rows for at in self.plot)
        return bool(self.chart) and any(cell.value is not None for cell in cells)

    @property
    def columns(self) -> list[dict[str, object]]:
        """The head, each column with whether the chart draws it."""
        return [{"name": name, "plot": at in self.plot} for at, name in enumerate(self.head)]


@dataclass(frozen=True)
class View:
    """What a table is made from."""

    figures: Figures
    wanted: Wanted
    reader: Reader
    links: Links
    villages: list[Division]


def make(view: View, key: str) -> Table:
    """One of TABLES. Raises KeyError."""
    makers: dict[str, Callable[[View], Table]] = {
        "line": line, "grades": grades, "rates": rates, "categories": categories,
        "villages": villages, "owed": owed,
    }  # fmt: skip
    return makers[key](view)


def _steps(view: View) -> list[str]:
    months = view.figures.period.is_month or view.figures.period.key == "year"
    form = _("Y年n月") if months else _("n月j日")
    return [date_format(start, form) for start, _end in view.figures.period.steps]


def _over_time(view: View, columns: list[list[int]]) -> list[list[Cell]]:
    shown = [view.reader.column(dict(enumerate(counts))) for counts in columns]
    return [
        [Cell(label), *(column[number] for column in shown)]
        for number, label in enumerate(_steps(view))
    ]


def line(view: View) -> Table:
    """What was said, answered and thanked for, over time."""
    told = view.figures.line
    head = [_("从哪天起"), _("呼声"), _("附议"), _("答复"), _("感谢")]
    rows = _over_time(view, [told.said, told.me_too, told.answers, told.thanks])
    return Table("line", _("呼声、答复和感谢"), head, rows, "line", (1, 2, 3, 4),
                 _("呼声：每个说的人算一次，并入别人那一件的也算。答复：现在这次答复的日子。"))  # fmt: skip


def grades(view: View) -> Table:
    """What residents made of the answers, over time, all rounds."""
    told = view.figures.line.grades
    head = [_("从哪天起"), *(str(Grade(one).label) for one in Grade.values)]
    rows = _over_time(view, [told[one] for one in Grade.values])
    return Table("grades", _("群众的评价"), head, rows, "bars", (1, 2, 3),
                 _("每次评价都算，重新办理以前的也算。"))  # fmt: skip


def rates(view: View) -> Table:
    """The three rates, of the first answer and of the one that stands."""
    whole = view.figures.whole
    about = ((FIRST, _("首次")), (FINAL, _("最终")))
    named = [(_("按期回应"), whole.contacted, "in_time", "contacted")]
    for label, kind in (
        (_("解决"), "solved"),
        (_("满意和基本满意"), "content"),
        (_("其中满意"), "fully"),
    ):
        for key, when in about:
            rate = getattr(whole, kind)[key]
            named.append(
                (
                    _("%(rate)s（%(when)s）") % {"rate": label, "when": when},
                    rate,
                    f"{key}-{kind}",
                    f"{key}-judged",
                )
            )
    head = [_("比例"), _("百分比"), _("分子"), _("分母"), _("不计的")]
    rows = [_rate_row(view, *one) for one in named]
    return Table("rates", _("回应、解决、满意"), head, rows, "across", (1,))


def _rate_row(view: View, label: str, rate: Rate, top: str, bottom: str) -> list[Cell]:
    shown = view.reader.rate(rate)
    why = why_out(view.reader, rate)
    if shown.value is None:
        return [Cell(label), shown, Cell("—"), Cell("—"), Cell(why)]
    return [
        Cell(label), Cell(f"{shown.value:.0f}%", shown.value),
        Cell(str(rate.n), rate.n, view.links.list(top) if rate.n else ""),
        Cell(str(rate.d), rate.d, view.links.list(bottom)), Cell(why),
    ]  # fmt: skip


def why_out(reader: Reader, rate: Rate) -> str:
    """How many are in neither part of a rate, and why."""
    # Who spoke is known, and who is in the rate: so what is left out has a known sum.
    shown = reader.column({reason: rate.left_out[reason] for reason in sorted(+rate.left_out)})
    return _("，").join(f"{WHY[reason]} {cell.text}" for reason, cell in shown.items())


def categories(view: View) -> Table:
    """What it is about: the groups, or the items of the chosen group."""
    known, chosen = all_categories(), view.wanted.category
    if chosen:
        order = [key for key in known if key == chosen or key.startswith(chosen.rstrip(".") + ".")]
        names, sums = {key: known[key].label for key in order}, view.figures.by_category
        asks = {key: key for key in order}
    else:
        names, sums = dict(group_choices()), view.figures.by_group
        asks = {key: f"{key}." for key in names}
    keys = [*(key for key in names if key in sums), *(key for key in sums if key not in names)]
    rows = _compared(
        view, {key: sums[key] for key in keys}, {key: names.get(key) or _("还没有归类") for key in keys},
        {key: {"category": asks[key]} for key in keys if key in asks},
    )  # fmt: skip
    rows.sort(key=lambda row: -(row[1].value or 0))
    return Table("categories", _("说的是哪些事"), _head(view, _("类别")), rows, "across", (1, 2),
                 _("人数：呼声加附议。"))  # fmt: skip


def villages(view: View) -> Table:
    """Where it is, in the order of the roll; no ranking."""
    names: dict[int | None, str] = {one.pk: one.name for one in view.villages}
    sums = {key: view.figures.by_division.get(key, Sums()) for key in names}
    asks = {key: {"division": key} for key in names}
    if None in view.figures.by_division and not view.wanted.division_id:
        sums[None], names[None] = view.figures.by_division[None], _("没说哪个村")
    if view.wanted.division_id:
        sums = {view.wanted.division_id: sums[view.wanted.division_id]}
    rows = _compared(view, sums, names, asks)
    return Table("villages", _("各村"), _head(view, _("村")), rows,
                 said=_("按名册排列，不排名。"), long=True)  # fmt: skip


def _head(view: View, first: str) -> list[str]:
    head = [
        first,
        _("这段时间"),
        _("上一段时间"),
        _("按期回应"),
        _("解决（最终）"),
        _("满意（最终）"),
    ]
    return [*head, _("超期")] if view.reader.desk or view.reader.office else head


def _compared(view: View, sums: dict, names: dict, asks: dict) -> list[list[Cell]]:
    """A row for each key: its people now and before, its rates, and to whom it may be shown, what is overdue."""
    reader, links = view.reader, view.links
    urls = {key: links.list("people", **asks[key]) for key in sums if key in asks}
    now = reader.column({key: one.people for key, one in sums.items()}, urls)
    before = reader.column({key: one.before for key, one in sums.items()})
    rows = []
    for key, one in sums.items():
        ask = asks.get(key)
        row = [
            Cell(names[key], url=links.page(**ask) if ask else ""), now[key], before[key],
            reader.rate(one.contacted), reader.rate(one.solved[FINAL]), reader.rate(one.content[FINAL]),
        ]  # fmt: skip
        if reader.desk or reader.office:
            row.append(reader.number(one.overdue, links.list("overdue", **ask) if ask else ""))
        rows.append(row)
    return rows


def owed(view: View) -> Table:
    """What is overdue now, by who owes it; in the order of the names, no ranking."""
    rows = [
        [
            Cell(_("人大办（待梳理）") if state == "new" else name or _("党政办（待交办）")),
            Cell(str(n), n, view.links.list("overdue", owes=name or "-")),
        ]
        for state, name, n in view.figures.owed
    ]  # fmt: skip
    return Table(
        "owed",
        _("现在超期的"),
        [_("谁办"), _("件数")],
        rows,
        said=_("不论什么时候说的，只看现在。"),
    )


def month_name(date: dt.date) -> str:
    """A month as it stands in a title, in Chinese: papers are Chinese."""
    return f"{date.year}年{date.month}月"


def day(date: dt.date) -> str:
    """A day as the reader's language writes it."""
    return date_format(date, "DATE_FORMAT")
