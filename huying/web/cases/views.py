"""The page of a case and what is done on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huying.core import files
from huying.core.errors import HuyingError, Stale
from huying.core.models import StoredFile
from huying.handling import queries
from huying.handling.models import Case
from huying.handling.queries import CasePage
from huying.handling.states import OWING_STATES
from huying.listening.replies import Doubt, doubts
from huying.web.cases.acts import offered
from huying.web.cases.forms import PROMISES, TEXT_LIMIT, CaseForm, of_suggestion

REPLY_ACTS = {"save", "draft", "draft-and-sign"}
# What a reply is looked at for: its words, and whether promises stand beside them.
CHECKED = ("text", *(f"promise_{number}" for number in range(PROMISES)))


def _case(request: HttpRequest, pk: int) -> Case:
    return get_object_or_404(queries.with_parts(queries.cases_seen_by(request.actor)), pk=pk)


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case, its clock, and the moves that are open to the reader."""
    return _show(request, _case(request, pk), {})


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move; what was typed stays on the page where it cannot be made."""
    found = _case(request, pk)
    doing = offered(request.actor, queries.case_page(found)).get(verb)
    if doing is None:
        raise Stale(found)
    form = doing.form(request.POST, request.FILES, case=found)
    if form.is_valid():
        try:
            doing.do(found, request.actor, form.cleaned_data)
        except Stale:
            found.refresh_from_db()
            form.add_error(None, str(Stale(found)))
        except HuyingError as error:
            # What the undone act set on the way does not stand.
            found.refresh_from_db()
            form.add_error(error.field if error.field in form.fields else None, str(error))
            if error.code == "not_consulted":
                return _show(request, found, {verb: form}, first="consult")
        else:
            messages.success(request, doing.said(found))
            return HttpResponseRedirect(_next(request, pk))
    return _show(request, found, {verb: form})


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: what to look at twice in the reply as it is typed, for who may write it."""
    found = _case(request, pk)
    page = queries.case_page(found)
    if not offered(request.actor, page).keys() & REPLY_ACTS:
        raise Http404
    context = {"doubts": _doubts(page, request.POST)}
    return render(request, "cases/_doubts.html", context)


def _doubts(page: CasePage, said: Mapping[str, str]) -> list[Doubt]:
    promised = any(said.get(name) for name in CHECKED[1:])
    text = str(said.get("text") or "")[:TEXT_LIMIT]
    return doubts(page.case, page.brief, text, promised=promised)


def _drafted(case: Case) -> dict[str, str]:
    """The draft that waits for signature, as its form would send it."""
    kept = {f"promise_{n}": row["text"] for n, row in enumerate(case.draft_commitments)}
    return {"text": case.draft_text, **kept}


def _next(request: HttpRequest, pk: int) -> str:
    # A case that went to somebody else is no longer this reader's to see.
    if queries.cases_seen_by(request.actor).filter(pk=pk).exists():
        return reverse("case", args=[request.town.slug, pk])
    return reverse("desk", args=[request.town.slug])


def _show(
    request: HttpRequest, found: Case, bound: dict[str, CaseForm], first: str = ""
) -> HttpResponse:
    """The page. first: what must be done before the refused act, shown open."""
    page = queries.case_page(found)
    acts = offered(request.actor, page)
    forms: dict[str, Any] = {}
    # One form stands on the page for saving, drafting and signing a reply.
    if bound.keys() & REPLY_ACTS:
        bound = dict.fromkeys(REPLY_ACTS, next(iter(bound.values())))
    for name, one in acts.items():
        initial = {}
        if name == "assign":
            initial["category"] = page.brief.category
        forms[name] = bound.get(name) or one.form(case=found, initial=initial, prefix=None)
    # A move refused because somebody else was faster is shown even where it is no longer open.
    lost = next((form for name, form in bound.items() if name not in acts), None)
    context = {
        "page": page, "case": found, "forms": forms, "lost": lost,
        "of_suggestion": of_suggestion(found),
    }  # fmt: skip
    context["first"] = first if first in acts else ""
    context["owing"] = found.state in OWING_STATES
    if acts.keys() & (REPLY_ACTS | {"sign"}):
        typed = next((form.data for name, form in bound.items() if name in REPLY_ACTS), None)
        context["doubts"] = _doubts(page, typed or _drafted(found))
    if acts.keys() & REPLY_ACTS:
        _checked_while_typing(request, forms, pk=found.pk)
    return render(request, "cases/case.html", context)


def _checked_while_typing(request: HttpRequest, forms: dict[str, Any], pk: int) -> None:
    for name in forms.keys() & REPLY_ACTS:
        forms[name].fields["text"].widget.attrs |= {
            "hx-post": reverse("case-check", args=[request.town.slug, pk]),
            "hx-trigger": "change, input changed delay:1500ms",
            "hx-target": "#reply-doubts",
            "hx-params": ",".join((*CHECKED, "csrfmiddlewaretoken")),
        }


def photo(request: HttpRequest, token: str, size: str) -> HttpResponse:
    """A photo of a case that the reader may open; size is `full` or `thumb`."""
    stored = get_object_or_404(StoredFile, token=token)
    if not queries.may_see_file(request.actor, stored):
        raise Http404
    path = files.thumb_of(stored) if size == "thumb" else files.path_of(stored)
    response = FileResponse(path.open("rb"), content_type=stored.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
