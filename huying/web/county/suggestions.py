"""How each town of the county handled its deputies' suggestions in a year; by name, no ranking."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huying.core import clock
from huying.core.models import Town
from huying.core.tenancy import across_towns
from huying.records import suggestions
from huying.records.suggestions import Figures
from huying.web.county.views import towns_of
from huying.web.paging import tabs


def show(request: HttpRequest) -> HttpResponse:
    """One year of every town; as many queries however many towns."""
    towns = towns_of(request)
    with across_towns():
        known = suggestions.years(towns)
        year = _year(request, known)
        figures = suggestions.town_figures(towns, year)
    context = {
        "year": year, "tabs": tabs({str(one): one for one in known}, {}, str(year), key="year"),
        "rows": [_row(town, figures[town.pk], year) for town in towns], "at": clock.now(),
    }  # fmt: skip
    return render(request, "county/suggestions.html", context)


def _year(request: HttpRequest, known: list[int]) -> int:
    """The year that is asked for, else the latest with anything in it."""
    wanted = request.GET.get("year", "")
    if not wanted:
        return known[0] if known else clock.today().year
    if wanted not in map(str, known):
        raise Http404
    return int(wanted)


def _row(town: Town, one: Figures, year: int) -> dict[str, Any]:
    url = reverse("report-year", args=[town.slug, year]) if one.suggestions else ""
    return {"town": town, "url": url, "count": len(one.suggestions), "one": one}
