"""Staff lay the villages out as tiles, once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huying.town import tiles
from huying.web.forms import attempt
from huying.web.vane.forms import TilesForm


def arrange(request: HttpRequest) -> HttpResponse:
    """The layout as text, and as it looks now."""
    rows, arranged = tiles.layout(request.town)
    form = TilesForm(request.POST or None, initial={"text": tiles.as_text(rows)})
    if request.method == "POST" and form.is_valid():
        attempt(form, tiles.arrange, town=request.town, by=request.actor, **form.cleaned_data)
        if not form.errors:
            return HttpResponseRedirect(reverse("vane-tiles", args=[request.town.slug]) + "?kept=1")
    context = {
        "form": form, "rows": rows, "arranged": arranged, "width": len(rows[0]) if rows else 0,
        "kept": "kept" in request.GET,
    }  # fmt: skip
    return render(request, "vane/tiles.html", context, status=422 if form.errors else 200)
