"""The staff's desk: the list, a new one, and one consultation with everything that waits in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.consultations import asking, queries
from huying.consultations.asking import Question
from huying.consultations.models import Consultation, Kind
from huying.consultations.states import CONSULTATION
from huying.core import clock
from huying.core.permissions import permits
from huying.voices import categories
from huying.web.consultations import shown
from huying.web.consultations.forms import (
    ExtendForm,
    FollowUpForm,
    PublishForm,
    QuestionForm,
    ReasonForm,
    StatementsForm,
)
from huying.web.forms import attempt
from huying.web.paging import keyset

# Days for which a new one is open unless somebody says otherwise; a policy's come from the rule.
USUAL_DAYS = 14
# Lines of people's own words on one page of the desk.
REMARKS_SHOWN = 20


def home(request: HttpRequest) -> HttpResponse:
    """Every consultation but those that were given up, the latest first."""
    context = {
        "page": keyset(request, queries.desk()),
        "may_run": permits(request.actor, "consultations.run"),
    }
    return render(request, "consultations/desk.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Start a draft."""
    if request.method == "POST":
        form = QuestionForm(request.POST, label_suffix="")
        if form.is_valid():
            made = attempt(
                form, asking.start, town=request.town, by=request.actor, question=form.question()
            )
            if made is not None:
                messages.success(request, _("草稿存下了。请添上说法，再公开。"))
                return HttpResponseRedirect(
                    reverse("consultation-desk", args=[request.town.slug, made.pk])
                )
    else:
        form = QuestionForm(initial=_initial(request), label_suffix="")
    status = 422 if form.errors else 200
    return render(request, "consultations/new.html", {"form": form}, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    first = clock.today()
    days = asking.least_days(request.town, Kind.POLICY)
    return {
        "kind": Kind.POLICY, "opens_on": first,
        "closes_on": first + dt.timedelta(days=max(days, USUAL_DAYS) - 1),
    }  # fmt: skip


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One consultation with what may be done with it."""
    return page(request, get_object_or_404(queries.desk(), pk=pk), {})


def page(
    request: HttpRequest, found: Consultation, bound: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The desk's page; bound: forms with what is wrong in them, by their verb."""
    moves = {move.verb for move in CONSULTATION.open_to(request.actor, found)}
    statements = list(found.statements.order_by("id"))
    told = shown.outcome(found, [row for row in statements if row.state == "shown"])
    context = {
        "one": found, "moves": moves, "told": told, "today": clock.today(),
        "forms": {verb: bound.get(verb) or form for verb, form in _forms(found, told, moves).items()},
        "proposed": [row for row in statements if row.state == "proposed"],
        "statements": [row for row in statements if row.state == "shown"],
        "gone": [row for row in statements if row.state in ("refused", "taken_down")],
        "reason": ReasonForm(auto_id=False, label_suffix=""), "people": queries.people_of(found),
        "may_run": permits(request.actor, "consultations.run"),
        "may_add": "write" in moves or "extend" in moves,
        "categories": categories.grouped_choices(), **_remarks(request, found),
    }  # fmt: skip
    return render(request, "consultations/desk_one.html", context, status=status)


def _forms(found: Consultation, told: dict[str, Any], moves: set[str]) -> dict[str, Any]:
    version = {"version": found.version}
    question = {name: getattr(found, name) for name in Question.__dataclass_fields__}
    made = {
        "write": (QuestionForm, {**version, **question}),
        "extend": (ExtendForm, {**version, "closes_on": found.closes_on}),
        "publish": (PublishForm, {**version, "outcome": shown.draft_outcome(told)}),
        "follow_up": (FollowUpForm, {}),
    }
    forms = {
        verb: form(initial=initial, auto_id=f"{verb}_%s", label_suffix="")
        for verb, (form, initial) in made.items()
        if verb in moves
    }
    if moves & {"write", "extend"}:
        forms["statements"] = StatementsForm(auto_id="statements_%s", label_suffix="")
    return forms


def _remarks(request: HttpRequest, found: Consultation) -> dict[str, Any]:
    rows = keyset(request, queries.remarks_of(found), ("-id",), REMARKS_SHOWN)
    for remark in rows:
        remark.guess = None if remark.category else queries.guess(remark)
        remark.guess_label = categories.label(remark.guess.key) if remark.guess else ""
        remark.category_label = categories.label(remark.category) if remark.category else ""
    return {"remarks": rows, "alike": queries.alike(found)}
