"""The town office's desk: what is to be handed out, decided, or is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from huying.handling import queries
from huying.web.paging import keyset, tabs

TABS = {
    "to_assign": _("待交办"),
    "refused": _("申请退办"),
    "extensions": _("申请延期"),
    "overdue": _("已超期"),
    "at_units": _("单位在办"),
}
# Before a unit has it, a case has no date of its own but the office's.
BY_STEP = {"to_assign", "refused"}


def desk(request: HttpRequest) -> HttpResponse:
    """The cases under one tab, the most pressing first."""
    counts = queries.office_counts()
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else next((key for key in TABS if counts[key]), "to_assign")
    order = ("step_due", "id") if tab in BY_STEP else ("due", "id")
    rows = keyset(request, queries.office_cases(tab), order, sorted_first=True)
    return render(request, "office/desk.html", {"rows": rows, "tabs": tabs(TABS, counts, tab)})
