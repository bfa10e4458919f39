"""The unit's desk: what waits for me, by when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.handling import queries
from huying.web.paging import keyset, tabs

TABS = {
    "waiting": _("待签收"),
    "handling": _("办理中"),
    "signing": _("待签发"),
    "opinions": _("待提协办意见"),
    "promises": _("承诺待兑现"),
    "judged": _("已答复"),
}


def desk(request: HttpRequest) -> HttpResponse:
    """The cases of the reader's units under one tab, the most pressing first."""
    counts = queries.unit_counts(request.actor)
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else _first_with_work(request, counts)
    order = ("-due", "-id") if tab == "judged" else ("due", "id")
    rows = keyset(request, queries.unit_cases(request.actor, tab), order, sorted_first=True)
    context = {"rows": rows, "tabs": tabs(TABS, counts, tab), "overdue": counts["overdue"]}
    return render(request, "unit/desk.html", context)


def _first_with_work(request: HttpRequest, counts: dict[str, int]) -> str:
    # A head's own work is the signature; what waits to be accepted is the clerk's first.
    first = ["signing"] if Role.HEAD in request.actor.roles else []
    return next((key for key in [*first, *TABS] if counts.get(key)), "waiting")
