"""The congress's sessions: the list, entering one, correcting its days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huying.congress.actions import keep_session
from huying.congress.models import Session
from huying.congress.queries import sessions
from huying.core import clock
from huying.core.numerals import chinese
from huying.core.permissions import permits, require
from huying.town.models import Term
from huying.web.forms import attempt
from huying.web.suggestions.forms import day_field


class SessionForm(forms.Form):
    """One session. Its number within the term says which one it is."""

    term = forms.ChoiceField(label=_("哪一届"))
    number = forms.IntegerField(label=_("第几次会议"), min_value=1, max_value=60)
    opens = day_field(_("开幕"))
    closes = day_field(_("闭幕"), required=False, help_text=_("还没有定的，可以先不填。"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        self.terms = {str(term.pk): term for term in Term.objects.all()}
        self.fields["term"].choices = [
            (pk, _("第%(n)s届") % {"n": chinese(term.number)}) for pk, term in self.terms.items()
        ]


def show(request: HttpRequest) -> HttpResponse:
    """The sessions, the latest first, and the form of one."""
    rows = list(sessions())
    may_keep = permits(request.actor, "sessions.keep")
    form = None
    if request.method == "POST":
        require(request.actor, "sessions.keep")
        form = SessionForm(request.POST)
        if form.is_valid():
            kept = attempt(form, lambda: _keep(form, request))
            if kept is not None:
                said = _now("%(session)s已登记。") % {"session": kept.short}
                messages.success(request, said)
                return HttpResponseRedirect(reverse("sessions", args=[request.town.slug]))
    elif may_keep:
        form = SessionForm(initial=_initial(rows, request.GET.get("edit", "")))
    context = {
        "rows": rows, "form": form, "may_keep": may_keep, "today": clock.today(),
        "edits": request.GET.get("edit", ""),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "suggestions/sessions.html", context, status=status)


def _keep(form: SessionForm, request: HttpRequest) -> Session:
    said = form.cleaned_data
    return keep_session(
        term=form.terms[said["term"]], number=said["number"], opens=said["opens"],
        closes=said["closes"], by=request.actor,
    )  # fmt: skip


def _initial(rows: list[Session], edited: str) -> dict[str, Any]:
    for one in rows:
        if str(one.pk) == edited:
            return {
                "term": one.term_id, "number": one.number, "opens": one.opens, "closes": one.closes
            }  # fmt: skip
    # The next of the present term.
    if rows:
        latest = rows[0]
        return {"term": latest.term_id, "number": latest.number + 1}
    return {"number": 1}
