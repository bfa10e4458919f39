"""What is done from the desk's page: one verb at a time, then back to the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.consultations import asking, queries
from huying.consultations.models import Consultation, Remark, Statement
from huying.consultations.states import STATEMENT
from huying.core.errors import Denied, HuyingError
from huying.core.permissions import Actor
from huying.voices.categories import all_categories
from huying.web.consultations import desk
from huying.web.consultations.forms import (
    ExtendForm,
    FollowUpForm,
    PublishForm,
    QuestionForm,
    ReasonForm,
    StatementsForm,
)
from huying.web.forms import attempt


class VersionForm(forms.Form):
    """Nothing but the version that the person saw."""

    version = forms.IntegerField(required=False)


def _write(one: Consultation, by: Actor, form: QuestionForm) -> bool:
    version = form.cleaned_data["version"]
    asking.write(consultation=one, by=by, question=form.question(), version=version)
    return True


def _add(one: Consultation, by: Actor, form: StatementsForm) -> bool:
    asking.add_statements(consultation=one, by=by, texts=form.cleaned_data["texts"])
    return True


def _plain(verb: Callable[..., Any]) -> Callable[..., bool]:
    def act(one: Consultation, by: Actor, form: forms.Form) -> bool:
        verb(consultation=one, by=by, **form.cleaned_data)
        return True

    return act


ACTS: dict[str, tuple[type[forms.Form], Callable[..., bool]]] = {
    "write": (QuestionForm, _write),
    "statements": (StatementsForm, _add),
    "open": (VersionForm, _plain(asking.open_it)),
    "extend": (ExtendForm, _plain(asking.extend)),
    "close": (VersionForm, _plain(asking.close)),
    "publish": (PublishForm, _plain(asking.publish)),
    "follow_up": (FollowUpForm, _plain(asking.follow_up)),
    "drop": (VersionForm, _plain(asking.drop)),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb with a consultation; what was typed stays where it is refused."""
    found = get_object_or_404(queries.desk(), pk=pk)
    if verb not in ACTS:
        raise Http404
    kind, do = ACTS[verb]
    form = kind(request.POST, auto_id=f"{verb}_%s", label_suffix="")
    if form.is_valid() and attempt(form, partial(do, found, request.actor, form)):
        messages.success(request, _("办好了。"))
        if verb == "drop":
            return HttpResponseRedirect(reverse("consultations-desk", args=[request.town.slug]))
        return _back(request, pk, "statements" if verb == "statements" else "")
    if kind is VersionForm:
        # A button has no field to show it at, and what is missing is in another form.
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, error)
        return _back(request, pk)
    return desk.page(request, found, {verb: form}, status=422)


@require_POST
def statement(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Show, refuse or take down a statement."""
    found = get_object_or_404(Statement.objects.select_related("consultation"), pk=pk)
    if verb not in STATEMENT.moves:
        raise Http404
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    _try(request, asking.moderate, statement=found, by=request.actor, verb=verb, reason=reason)
    return _back(request, found.consultation_id, "statements")


@require_POST
def remark(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Sort a remark, or pass it to triage."""
    found = get_object_or_404(Remark.objects.select_related("consultation", "town"), pk=pk)
    if verb == "classify":
        category = request.POST.get("category", "")
        if category and category not in all_categories():
            raise Http404
        _try(request, asking.classify, remark=found, by=request.actor, category=category)
    elif verb == "take_up":
        _try(request, asking.take_up, remark=found, by=request.actor)
    else:
        raise Http404
    return _back(request, found.consultation_id, f"remark-{pk}")


def _try(request: HttpRequest, do: Callable[..., Any], **what: Any) -> None:
    try:
        do(**what)
    except Denied:
        raise
    except HuyingError as error:
        messages.error(request, str(error))


def _back(request: HttpRequest, pk: int, part: str = "") -> HttpResponse:
    url = reverse("consultation-desk", args=[request.town.slug, pk])
    return HttpResponseRedirect(f"{url}#{part}" if part else url)
