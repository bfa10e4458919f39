"""The page of a suggestion and what is done on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huying.core.errors import HuyingError, Stale
from huying.handling.suggestions.queries import SuggestionPage, suggestion_page
from huying.suggestions.cosigning import read
from huying.suggestions.models import Suggestion
from huying.suggestions.numbering import expected_code
from huying.suggestions.rules import CONGRESS
from huying.town.models import Unit
from huying.web.suggestions.acts import ACTS, MAIN, found_in, offered
from huying.web.suggestions.forms import ActForm, held
from huying.web.suggestions.page import context_of, find, sees, url_or_none


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One suggestion, as this reader may see it, with what they may do next."""
    suggestion = find(request, pk)
    if request.actor.deputy_id is not None:
        read(suggestion=suggestion, by=request.actor)
    return _show(request, suggestion, {})


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one act; what was typed stays on the page where it cannot be done."""
    suggestion = find(request, pk)
    if not sees(request.actor, suggestion) or verb not in ACTS:
        raise Http404
    page = suggestion_page(suggestion)
    doing = offered(request.actor, page).get(verb)
    if doing is None:
        raise Stale(suggestion)
    form = doing.form(request.POST, page=page, actor=request.actor)
    if form.is_valid():
        try:
            doing.do(form, request.actor)
        except HuyingError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            if isinstance(error, Stale):
                # Sent again it is a decision with the newest state in view.
                form.data = form.data.copy()
                form.data["version"] = str(error.thing.version)
        else:
            messages.success(request, str(doing.done))
            return HttpResponseRedirect(reverse("suggestion", args=[request.town.slug, pk]))
    return _show(request, find(request, pk), {verb: form})


def _show(request: HttpRequest, suggestion: Suggestion, bound: dict[str, ActForm]) -> HttpResponse:
    page = suggestion_page(suggestion)
    context = context_of(request, suggestion, page)
    context["acts"] = _forms(request, page, bound)
    # An act refused because somebody else was faster is shown even where it is no longer open.
    open_names = {act["name"] for act in context["acts"]}
    context["lost"] = next((form for name, form in bound.items() if name not in open_names), None)
    if suggestion.state == "filed" and request.actor.has(*CONGRESS):
        context["expected_code"] = expected_code(suggestion)
        context["found"] = found_in(suggestion, _officials(page))
    context |= _links(request, suggestion)
    return render(request, "suggestions/suggestion.html", context, status=422 if bound else 200)


def _forms(
    request: HttpRequest, page: SuggestionPage, bound: dict[str, ActForm]
) -> list[dict[str, Any]]:
    acts = offered(request.actor, page)
    main = next((name for name in MAIN if name in acts), "")
    if main == "judge" and page.suggestion.result:
        main = ""
    rows = [
        {
            "name": name, "act": one, "main": name == main,
            "form": bound.get(name) or one.form(page=page, actor=request.actor, auto_id=f"{name}_%s"),
        }
        for name, one in acts.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row["main"])


def _officials(page: SuggestionPage) -> list[str]:
    """Who may be named in public: the deputies themselves and the town's units."""
    names = [page.suggestion.lead.name, *(one.deputy.name for one in held(page))]
    return [*names, *Unit.objects.values_list("name", flat=True)]


def _links(request: HttpRequest, suggestion: Suggestion) -> dict[str, str]:
    """Where the page leads back to, and for the staff on to."""
    town, actor = request.town.slug, request.actor
    back = reverse("suggestions", args=[town])
    if actor.has(*CONGRESS):
        back = reverse("suggestions-desk", args=[town])
    mends = suggestion.entered_by_id is not None and suggestion.state in ("draft", "sent_back")
    meetings = suggestion.state == "accepted" and actor.has(*CONGRESS)
    return {
        "back_url": back,
        "mend_url": reverse("suggestion-mend", args=[town, suggestion.pk])
        if mends and actor.has("staff") else "",
        "meetings_url": url_or_none("meetings", town) if meetings else "",
    }  # fmt: skip
