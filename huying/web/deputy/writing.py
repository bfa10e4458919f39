"""Writing a draft: saved by its button or as it is typed; two pages on one draft overwrite nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from huying.core.errors import Stale, WrongState
from huying.suggestions import drafting
from huying.suggestions.filing import WANTED
from huying.suggestions.models import Suggestion
from huying.suggestions.states import WRITING_STATES
from huying.voices import categories
from huying.web.deputy.forms import WriteForm, of_draft
from huying.web.deputy.found import own, page_of, sent_back_for, url
from huying.web.deputy.hints import cited, hints_on
from huying.web.deputy.progress import steps

GUESS = "guess:"


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft, with the residents' words beside it."""
    suggestion = own(request, pk)
    if suggestion.state not in WRITING_STATES:
        return HttpResponseRedirect(page_of(request, suggestion))
    if request.method == "POST":
        return _take(request, suggestion)
    return _show(request, suggestion, of_draft(suggestion))


def _take(request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
    act = request.POST.get("act", "save")
    form = WriteForm(request.POST, suggestion=suggestion)
    if not form.is_valid():
        return _show(request, suggestion, form, status=422)
    if act.startswith(GUESS) and act.removeprefix(GUESS) in categories.all_categories():
        form.cleaned_data["category"] = act.removeprefix(GUESS)
    # "Use what I wrote": the other text was on the page, so it is the one that is overwritten.
    seen = request.POST.get("over") or form.cleaned_data["seen"]
    try:
        drafting.save(suggestion=suggestion, by=request.actor, text=form.text(), seen=seen)
    except Stale as error:
        return _show(request, suggestion, form, status=409, other=error.thing)
    if act == "next":
        for name, sentence in WANTED.items():
            if not getattr(suggestion, name).strip():
                form.add_error(name, sentence)
        if form.errors:
            return _show(request, suggestion, _at(form, suggestion), status=422)
        return HttpResponseRedirect(url(request, "deputy-cosigners", suggestion.pk))
    if act == "split":
        return _split(request, suggestion)
    return HttpResponseRedirect(url(request, "deputy-write", suggestion.pk))


def _at(form: WriteForm, suggestion: Suggestion) -> WriteForm:
    # It is saved, though it is not ready for the next step: the page goes on from there.
    form.data = form.data.copy()
    form.data["seen"] = suggestion.digest
    return form


def _split(request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
    """A second draft that takes up the same; the deputy moves the text, which stands beside it."""
    second = drafting.start(
        town=request.town, lead=suggestion.lead, by=request.actor, kind=suggestion.kind,
        basis=suggestion.basis, basis_note=suggestion.basis_note,
        matters=list(suggestion.matters.order_by("id")),
    )  # fmt: skip
    return HttpResponseRedirect(f"{url(request, 'deputy-write', second.pk)}?beside={suggestion.pk}")


@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed; answers the line that says so, and what there is to say about the text."""
    suggestion = own(request, pk)
    form = WriteForm(request.POST, suggestion=suggestion)
    context: dict[str, Any] = {"suggestion": suggestion, "form": form}
    status = 422
    if form.is_valid():
        try:
            drafting.save(
                suggestion=suggestion, by=request.actor, text=form.text(),
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
            status, context["hints"] = 200, hints_on(suggestion, request.actor)
        except Stale as error:
            status, context["other"] = 409, error.thing
        except WrongState as error:
            status, context["problem"] = 409, str(error)
    return render(request, "deputy/_autosaved.html", context, status=status)


def _show(
    request: HttpRequest, suggestion: Suggestion, form: WriteForm, *, status: int = 200,
    other: Suggestion | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "suggestion": suggestion, "form": form, "other": other, "cited": cited(suggestion),
        "hints": hints_on(suggestion, request.actor), "steps": steps("write"),
        "reason": sent_back_for(suggestion), "beside": _beside(request, suggestion),
        "signers": suggestion.cosigners.filter(state="confirmed").count(),
    }  # fmt: skip
    return render(request, "deputy/write.html", context, status=status)


def _beside(request: HttpRequest, suggestion: Suggestion) -> Suggestion | None:
    """The draft from which this one was split off, to move the text from."""
    key = request.GET.get("beside", "")
    if not key.isdecimal() or key == str(suggestion.pk):
        return None
    rows = Suggestion.objects.filter(lead=request.actor.deputy_id, state__in=WRITING_STATES)
    return rows.filter(pk=key[:18]).first()
