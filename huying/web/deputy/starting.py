"""Beginning a draft: from the voters' matters, from a visit or a study, or from blank."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from huying.core import search
from huying.core.errors import HuyingError, Missing
from huying.suggestions import drafting
from huying.suggestions.models import Kind, Suggestion
from huying.suggestions.states import WRITING_STATES
from huying.voices.models import Matter
from huying.web.deputy.forms import StartForm
from huying.web.deputy.found import deputy_of, own, page_of, url
from huying.web.deputy.views import TABS, matters, tab_of
from huying.web.forms import attempt
from huying.web.paging import keyset, tabs

UNFIT = ("merged", "withdrawn", "thanked")
MOST_MATTERS = 20


def new(request: HttpRequest) -> HttpResponse:
    """From what it is written, and whether it is a suggestion or a bill."""
    form = StartForm(request.POST or None, initial={"kind": Kind.SUGGESTION})
    if request.method == "POST" and form.is_valid():
        begun = attempt(form, _start, request=request, **form.cleaned_data)
        if begun is not None:
            return HttpResponseRedirect(url(request, "deputy-write", begun.pk))
    status = 422 if form.errors else 200
    return render(request, "deputy/new.html", {"form": form}, status=status)


def _start(request: HttpRequest, **more: Any) -> Suggestion:
    return drafting.start(town=request.town, lead=deputy_of(request), by=request.actor, **more)


def pick(request: HttpRequest) -> HttpResponse:
    """Choose the matters; a tick is enough, their words are shown again while writing."""
    asked = request.POST.get("kind") or request.GET.get("kind")
    kind = asked if asked in Kind.values else Kind.SUGGESTION
    problem = ""
    if request.method == "POST":
        try:
            if not (chosen := _chosen(request)):
                raise Missing(_("请至少选一件。"))
            begun = _start(request, matters=chosen, kind=kind)
            return HttpResponseRedirect(url(request, "deputy-write", begun.pk))
        except HuyingError as error:
            problem = str(error)
    return _show(request, {"problem": problem, "kind": kind})


def cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Take more matters up into a draft, or let some go."""
    suggestion = own(request, pk)
    if suggestion.state not in WRITING_STATES:
        return HttpResponseRedirect(page_of(request, suggestion))
    back = HttpResponseRedirect(url(request, "deputy-write", pk))
    if request.method == "POST":
        for matter in _chosen(request, "drop", suggestion.matters.all()):
            drafting.uncite(suggestion=suggestion, matter=matter, by=request.actor)
        for matter in _chosen(request):
            drafting.cite(suggestion=suggestion, matter=matter, by=request.actor)
        return back
    cited = list(suggestion.matters.order_by("id"))
    return _show(request, {"suggestion": suggestion, "cited": cited})


def _chosen(
    request: HttpRequest, name: str = "matter", among: QuerySet[Matter] | None = None
) -> list[Matter]:
    keys = [key[:18] for key in request.POST.getlist(name) if key.isdecimal()][:MOST_MATTERS]
    return list((_fit() if among is None else among).filter(pk__in=keys).order_by("id"))


def _fit() -> QuerySet[Matter]:
    # What the desk lists: public, or kept for a suggestion.
    shown = Q(public=True) | Q(state="for_suggestion")
    return Matter.objects.filter(shown).exclude(state__in=UNFIT)


def _show(request: HttpRequest, more: dict[str, Any]) -> HttpResponse:
    tab, words = tab_of(request), request.GET.get("q", "").strip()[:60]
    found = matters(request, tab).exclude(state__in=UNFIT)
    if more.get("suggestion"):
        found = found.exclude(citations__suggestion=more["suggestion"])
    if words:
        found = search.matching(found, "matter", request.town.pk, words)
    rows = keyset(request, found, ("-id",))
    kind = f"&kind={more['kind']}" if more.get("kind") == Kind.BILL else ""
    chosen = tabs(TABS, {}, tab)
    for one in chosen:
        one["url"] += kind
    context = {"rows": rows, "tabs": chosen, "tab": tab, "q": words, **more}
    return render(request, "deputy/pick.html", context, status=422 if more.get("problem") else 200)
