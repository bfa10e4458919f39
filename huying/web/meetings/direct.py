"""One or a few assigned between sessions, without a meeting: all or none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.errors import HuyingError
from huying.handling.suggestions import queries
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.handling.suggestions.origin import reply_due
from huying.handling.suggestions.proposals import propose
from huying.suggestions.models import Suggestion
from huying.suggestions.queries import listing
from huying.town.queries import active_units
from huying.web.meetings.forms import UnitsForm, picked


def assign(request: HttpRequest) -> HttpResponse:
    """The chosen ones, each with the proposed units; a POST assigns them all or none."""
    posted = request.POST if request.method == "POST" else None
    chosen = picked(posted or request.GET)
    rows = [one for one in queries.waiting() if one.pk in chosen and one.listed is None]
    if posted is not None and len(rows) < len(chosen):
        messages.warning(
            request, _("有的已经交办、撤回，或者列入了会议，没有再列出来。请再看一遍。")
        )
        posted = None
    if not rows:
        if request.method == "GET":
            messages.warning(request, _("请先选要交办的建议。"))
        return HttpResponseRedirect(reverse("meetings", args=[request.town.slug]))
    units = list(active_units())
    proposals = propose(rows)
    for one in rows:
        one.proposed = proposals[one.pk]
        one.due = reply_due(one, clock.today())
        one.form = UnitsForm(
            posted, units=units, prefix=f"s{one.pk}", initial={
                "lead": one.proposed.lead and one.proposed.lead.pk,
                "others": [unit.pk for unit in one.proposed.others],
            },
        )  # fmt: skip
    if posted is not None and _assigned(request, rows):
        messages.success(request, _("已交办%(n)s件，承办单位已收到通知。") % {"n": len(rows)})
        query = "&".join(f"pick={one.pk}" for one in rows)
        url = reverse("meeting-assigned", args=[request.town.slug])
        return HttpResponseRedirect(f"{url}?{query}")
    return render(request, "meetings/assign.html", {"rows": rows}, status=400 if posted else 200)


def _assigned(request: HttpRequest, rows: list[Any]) -> bool:
    """Whether all could be assigned; else what is wrong stands at the fields."""
    for one in rows:
        if one.form.is_valid():
            if one.form.cleaned_data["lead"] is None:
                one.form.add_error("lead", _("请选主办单位。"))
            elif one.form.cleaned_data["lead"] in one.form.cleaned_data["others"]:
                one.form.add_error("others", _("主办单位不能同时是协办单位。"))
            elif one.form.cleaned_data["separately"] and not one.form.cleaned_data["others"]:
                one.form.add_error("others", _("分别办理要再选至少一个单位。"))
    if any(one.form.errors for one in rows):
        return False
    try:
        assign_all([Plan(one, **one.form.cleaned_data) for one in rows], by=request.actor)
    except HuyingError as error:
        messages.error(request, str(error))
        return False
    return True


def assigned(request: HttpRequest) -> HttpResponse:
    """What was assigned just now, with the way to each case."""
    rows = list(listing().filter(pk__in=picked(request.GET)).order_by("series", "number", "id"))
    cases = queries.cases_by_suggestion(one.pk for one in rows)
    shown: list[Suggestion] = []
    for one in rows:
        one.cases = cases.get(one.pk, [])
        if one.cases:
            shown.append(one)
    return render(request, "meetings/assigned.html", {"rows": shown})
