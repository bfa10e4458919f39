"""A deputy's suggestions: what is being written, what others ask, what waits for a verdict, everything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from huying.handling.suggestions.queries import to_confirm, to_judge
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import asked_of, deputy_list
from huying.web.deputy.found import page_of, url
from huying.web.deputy.waits import waits
from huying.web.paging import keyset, tabs

TABS = {
    "writing": _("正在写"), "mine": _("已提交"), "cosigned": _("我联名的"), "all": _("全部建议"),
}  # fmt: skip
# One deputy has a handful of them; a list that long is no list to work through.
MOST = 100


def _with_pages(request: HttpRequest, rows: list[Suggestion]) -> None:
    for row in rows:
        row.page = page_of(request, row)


def suggestions(request: HttpRequest) -> HttpResponse:
    """The deputy's own, those that they signed, and all of the town's."""
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else "writing"
    rows = keyset(request, deputy_list(request.actor, tab), ("-id",))
    _with_pages(request, rows.rows)
    counts = {"writing": waits(request)["writing"]}
    context = {"rows": rows, "tabs": tabs(TABS, counts, tab), "tab": tab}
    return render(request, "deputy/suggestions.html", context)


def asked(request: HttpRequest) -> HttpResponse:
    """What the deputy is asked to co-sign: new ones, and texts that were changed since."""
    again = dict(asked_of(request.actor).values_list("suggestion_id", "state")[:MOST])
    rows = keyset(request, deputy_list(request.actor, "asked"), ("-id",))
    _with_pages(request, rows.rows)
    for row in rows.rows:
        row.again = again.get(row.pk) == "confirmed"
    return render(request, "deputy/asked.html", {"rows": rows})


def waiting(request: HttpRequest) -> HttpResponse:
    """Replies to judge, and talks that a unit recorded, to confirm."""
    judge = list(to_judge(request.actor).order_by("answered_at", "id")[:MOST])
    confirm = list(to_confirm(request.actor).order_by("-id")[:MOST])
    for row in (*judge, *confirm):
        row.page = url(request, "deputy-judge", row.pk)
    return render(request, "deputy/waiting.html", {"judge": judge, "confirm": confirm})
