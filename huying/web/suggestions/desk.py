"""The congress's desk of suggestions: what waits to be examined, assigned, answered, and what to do next."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.permissions import permits
from huying.core.textclean import strip_unwanted
from huying.handling.queries import FAR
from huying.handling.suggestions import queries as handling
from huying.rulebook.clock import Due
from huying.suggestions import queries
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import Wanted
from huying.voices import categories
from huying.web.paging import Page, keyset, tabs
from huying.web.suggestions.page import url_or_none

CONTENT = ("satisfied", "mostly_satisfied")
TABS = {
    "filed": _("待审查"), "accepted": _("待交办"), "with_units": _("单位办理中"), "overdue": _("已超期"),
    "requests": _("单位的申请"), "answered": _("待评价"), "further": _("待进一步协商"),
    "over": _("已结束"), "all": _("全部"),
}  # fmt: skip
# The one next step of a row, by its state.
STEPS: dict[str, str | Promise] = {
    "filed": _("审查"), "accepted": _("列入交办会"), "with_units": _("看办到哪里"),
    "answered": _("等代表评价；交来纸件的，录入"), "promised": _("等单位把答应的事办到"),
    "late": _("看卡在哪里，找单位和分管领导"), "further": _("登记协商结果，再定怎么办"),
    "sent_back": _("等代表修改"), "draft": _("接着录"),
}  # fmt: skip


def show(request: HttpRequest) -> HttpResponse:
    """The rows of one tab, the most pressing first."""
    counts = counted()
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else next((key for key in TABS if counts.get(key)), "filed")
    words = strip_unwanted(request.GET.get("q", ""))[:100]
    context: dict[str, Any] = {
        "tabs": tabs(TABS, counts, tab), "tab": tab, "words": words,
        "may_enter": permits(request.actor, "suggestions.enter"),
    }  # fmt: skip
    if tab == "requests":
        context["rows"] = keyset(request, handling.asked(), ("due", "id"), sorted_first=True)
    else:
        page = _page(request, tab, words)
        context |= {"page": page, "cards": [_card(request, one, tab) for one in page]}
    return render(request, "suggestions/desk.html", context)


def counted() -> dict[str, int]:
    """How much stands under each tab on which somebody acts. Four queries."""
    return {
        **queries.staff_counts(), "overdue": handling.overdue().count(),
        "further": handling.further().count(), "requests": handling.asked().count(),
    }  # fmt: skip


def _page(request: HttpRequest, tab: str, words: str) -> Page:
    rows: QuerySet[Suggestion]
    if tab == "overdue":
        rows = handling.overdue()
    elif tab == "further":
        rows = handling.further()
    else:
        rows = queries.staff_list(tab)
    rows = queries.found(request.town, rows, Wanted(words=words))
    if tab == "filed":
        return keyset(request, rows, ("filed_at", "id"))
    if tab == "accepted":
        return keyset(request, rows.annotate(by_day=Coalesce("assign_due", FAR)), ("by_day", "id"))
    if tab in ("with_units", "overdue"):
        return keyset(request, rows.annotate(by_day=Coalesce("answer_due", FAR)), ("by_day", "id"))
    return keyset(request, rows)


def _card(request: HttpRequest, one: Suggestion, tab: str) -> dict[str, Any]:
    url = reverse("suggestion", args=[request.town.slug, one.pk])
    step, step_url = STEPS.get(_stage(one, tab), ""), url
    if one.state == "accepted":
        step_url = url_or_none("meetings", request.town.slug) or url
    date, why, provisional = one.answer_due if one.state == "with_units" else None, "", False
    if one.state == "accepted" and one.assign_due:
        due = Due.from_json(one.assign_due_basis)
        date, why, provisional = due.date, due.sentence(), due.provisional
    return {
        "suggestion": one, "url": url, "category": categories.label(one.category), "date": date,
        "why": why, "provisional": provisional, "step": step, "step_url": step_url,
    }  # fmt: skip


def _stage(one: Suggestion, tab: str) -> str:
    """What its next step goes by: its state, or what stands within it."""
    if tab == "further":
        return "further"
    if one.state == "with_units" and one.answer_due and one.answer_due < clock.today():
        return "late"
    # Judged well, and still open: on what was promised.
    return "promised" if one.state == "answered" and one.result in CONTENT else one.state
