"""For people without a phone: sheets to print, and entering what they say."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.consultations import answering, queries
from huying.consultations.answering import Who
from huying.consultations.models import Consultation
from huying.core import clock
from huying.core.codes import grouped
from huying.web.consultations.device import fresh_secret
from huying.web.consultations.forms import CodesForm, EntryForm
from huying.web.forms import attempt


def _open(pk: int) -> Consultation:
    one = get_object_or_404(queries.public(), pk=pk)
    if not one.takes_answers(clock.today()):
        raise Http404
    return one


def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down what somebody says; each form is a person of its own, a printed code is its person."""
    one = _open(pk)
    told = {"consultation": one, "statements": queries.statements_of(one), "actor": request.actor}
    if request.method == "POST":
        form = EntryForm(request.POST, **told)
        if form.is_valid() and _entered(request, one, form):
            messages.success(request, _("记下了。可以接着记下一个人的。"))
            return HttpResponseRedirect(reverse("consultation-enter", args=[request.town.slug, pk]))
    else:
        form = EntryForm(initial={"secret": fresh_secret()}, **told)
        form.initial["point"] = (
            form.fields["point"].queryset.first() if request.actor.point_ids else None
        )
    status = 422 if form.errors else 200
    context = {"one": one, "form": form}
    return render(request, "consultations/enter.html", context, status=status)


def _entered(request: HttpRequest, one: Consultation, form: EntryForm) -> bool:
    clean = form.cleaned_data
    who = Who(
        secret=clean["secret"] or fresh_secret(), code=clean["code"], point=clean.get("point")
    )
    given = attempt(
        form, answering.answer, consultation=one, by=request.actor, who=who, sheet=form.sheet()
    )
    return given is not None


def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets on paper, each with a code of its own. The codes are shown this once."""
    one = _open(pk)
    form = CodesForm(request.POST or None)
    rows = []
    if request.method == "POST" and form.is_valid():
        fresh = attempt(
            form, answering.print_codes, consultation=one, by=request.actor, **form.cleaned_data
        )
        url = settings.HUYING_PUBLIC_URL + reverse("consultation", args=[request.town.slug, pk])
        rows = [{"code": grouped(code), "url": f"{url}?code={code}"} for code in fresh or []]
    context = {"one": one, "form": form, "rows": rows, "statements": queries.statements_of(one)}
    status = 422 if form.errors else 200
    return render(request, "consultations/sheets.html", context, status=status)
