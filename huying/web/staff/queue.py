"""The triage queue: what waits, by when."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.analysis import redaction
from huying.core.permissions import permits
from huying.handling import judging
from huying.voices import categories, queries
from huying.web.paging import keyset
from huying.web.staff.forms import FilterForm
from huying.web.staff.suggest import title_of

# What stays in a link from page to page: the filters, never a cursor.
FILTERS = ("tab", "q", "category", "village", "channel", "urgency", "overdue")
MOST_COUNTED = 1000
LATEST = ("-id",)
ORDERS = {"new": queries.TRIAGE_ORDER}


def show(request: HttpRequest) -> HttpResponse:
    """Matters of the chosen tab; new ones in the order in which they should be taken up."""
    form = FilterForm(request.GET)
    tab = form.tab_name()
    page = keyset(request, queries.listing(request.town, form.wanted()), ORDERS.get(tab, LATEST))
    for row in page:
        row.category_label = categories.label(row.category)
        row.heading = row.title or _heading(row.words or "") or f"#{row.pk}"
        row.shown = (
            row.pk, row.state, row.urgency, row.triage_due, row.kind, str(row.division or ""),
            row.category_label, row.voice_count, row.support_count, row.public, row.first_said_at,
            row.heading, row.words,
        )  # fmt: skip
    context = {
        "form": form, "tab": tab, "rows": page,
        "tabs": tabs(request, tab), "filters": kept(request.GET),
        "filtered": any(request.GET.get(name) for name in FILTERS[1:]),
        "may_triage": permits(request.actor, "matters.triage"),
        "hints": [
            {"key": "j / k", "label": _("下一件、上一件")}, {"key": "Enter", "label": _("打开")},
            {"key": "/", "label": _("查找")}, {"key": "?", "label": _("全部快捷键")},
        ],
    }  # fmt: skip
    return render(request, "staff/queue.html", context)


@lru_cache(maxsize=4000)
def _heading(words: str) -> str:
    # The same few hundred matters wait all day; what hides their names need not run for each look.
    return title_of(redaction.hide(words))


def tabs(request: HttpRequest, current: str) -> list[dict[str, object]]:
    """The desk's tabs with how much waits in each."""
    counts = queries.waiting_counts(request.town)
    ends = judging.awaiting_an_end(request.town)[:MOST_COUNTED].count()
    url = reverse("staff-queue", args=[request.town.slug])
    named = [
        ("new", _("待梳理"), f"{url}?tab=new", _capped(counts["new"])),
        ("for_suggestion", _("留作建议"), f"{url}?tab=for_suggestion",
         _capped(counts["for_suggestion"])),
        ("at_county", _("已报县"), f"{url}?tab=at_county", _capped(counts["at_county"])),
        ("ends", _("等说明理由终止"), reverse("staff-ends", args=[request.town.slug]),
         _capped(ends)),
        ("all", _("全部"), f"{url}?tab=all", None),
    ]  # fmt: skip
    return [
        {"label": label, "url": link, "current": key == current, "count": count}
        for key, label, link, count in named
    ]


def _capped(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


def kept(query: QueryDict) -> str:
    """The filters of a request as a query string, to go along from matter to matter."""
    chosen = QueryDict(mutable=True)
    for name in FILTERS:
        if query.get(name):
            chosen[name] = query[name]
    return chosen.urlencode()
