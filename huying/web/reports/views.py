"""How the year's suggestions were handled: the public page, the ledger and the drafted report to take away."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock
from huying.records import ledger_sheet, suggestions
from huying.records.rates import Rate
from huying.records.suggestions import IMPORTED, LATER, NOT_DUE, NOT_JUDGED, UNRETURNED, Figures
from huying.voices.categories import group_choices
from huying.web.sheet_files import sheet_file

WHY = {
    NOT_DUE: gettext_lazy("还没有到答复期限"), NOT_JUDGED: gettext_lazy("还没有到反馈期限"),
    UNRETURNED: gettext_lazy("代表没有反馈"), LATER: gettext_lazy("承诺期限还没有到"), IMPORTED: gettext_lazy("往年台账没有记"),
}  # fmt: skip
COUNTED = {
    "excluded": gettext_lazy("没有反馈的不计入满意率。"),
    "as_satisfied": gettext_lazy("没有反馈的按满意计算。"),
    "as_dissatisfied": gettext_lazy("没有反馈的按不满意计算。"),
}


def home(request: HttpRequest) -> HttpResponse:
    """The latest year with anything in it."""
    known = suggestions.years()
    return year(request, known[0] if known else clock.today().year)


def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: the whole, then by unit, by category, by deputies' group; no ranking."""
    known = suggestions.years()
    if year not in known and year != clock.today().year:
        raise Http404
    figures = suggestions.year_figures(request.town, year)
    names: dict[str, Any] = {**dict(group_choices()), "": _("没有归类")}
    tables = [
        (_("按承办单位"), [_row(one.name, one) for one in figures.by_unit]),
        (_("按类别"), [_row(names.get(one.name, one.name), one) for one in figures.by_category]),
        (_("按代表小组"), [_row(one.name or _("没有分组"), one) for one in figures.by_group]),
    ]
    context = {
        "year": year, "years": known, "whole": figures.whole, "shown": _shown(figures.whole),
        "tables": tables, "counted": COUNTED[figures.unreturned], "at": clock.now(),
    }  # fmt: skip
    return render(request, "reports/year.html", context)


def _shown(whole: Figures) -> list[dict[str, Any]]:
    rates = (
        (_("按期答复"), whole.on_time), (_("答复前面商"), whole.met), (_("办成"), whole.resolved),
        (_("首次评价满意和基本满意"), whole.first), (_("最终满意和基本满意"), whole.final),
        (_("其中满意"), whole.fully), (_("征询意见表回收"), whole.returned),
        (_("承诺落实"), whole.kept),
    )  # fmt: skip
    return [{"label": label, "rate": rate, "why": _why(rate)} for label, rate in rates]


def _why(rate: Rate) -> str:
    return _("，").join(str(WHY[reason]) for reason in sorted(rate.left_out))


def _row(name: str, one: Figures) -> dict[str, Any]:
    return {
        "name": name, "count": len(one.suggestions), "one": one,
        "rates": [one.on_time, one.met, one.resolved, one.first, one.final, one.kept],
    }  # fmt: skip


def ledger(request: HttpRequest, year: int) -> FileResponse:
    """The year's ledger as a spreadsheet, for the congress staff."""
    name = f"{request.town.name}{year}年代表建议台账"
    return sheet_file(name, "xlsx", ledger_sheet.COLUMNS, ledger_sheet.rows(request.town, year))
