"""What everybody sees: the list, a consultation with its form or its outcome, the table to take away."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.consultations import answering, queries
from huying.consultations.answering import Who
from huying.consultations.models import Consultation
from huying.core import clock
from huying.core.codes import CodeError, parse_code
from huying.core.errors import TooMany
from huying.core.permissions import PUBLIC, permits
from huying.web.consultations import shown
from huying.web.consultations.device import fresh_secret, remember, secret_of
from huying.web.consultations.forms import AnswerForm, said_before
from huying.web.forms import attempt
from huying.web.paging import keyset
from huying.web.sheet_files import ENDINGS, sheet_file
from huying.web.visitor import limit


def listed(request: HttpRequest) -> HttpResponse:
    """What may be answered now, then what came of the others, the latest first."""
    today = clock.today()
    now = list(queries.now_open(today))
    rest = queries.public().exclude(pk__in=[one.pk for one in now])
    context = {
        "now": now, "page": keyset(request, rest), "today": today,
        "may_enter": permits(request.actor, "consultations.enter"),
        "may_print": permits(request.actor, "consultations.print"),
    }  # fmt: skip
    return render(request, "consultations/list.html", context)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One consultation: to answer while it is open, its outcome once that is published."""
    one = get_object_or_404(queries.public(), pk=pk)
    if not one.takes_answers(clock.today()):
        return _page(request, one, None)
    another = "another" in request.GET
    secret = "" if another else secret_of(request)
    person = queries.participant_of(one, secret) if secret else None
    initial = {"secret": secret or fresh_secret(), "code": _code_in(request), **said_before(person)}
    form = AnswerForm(consultation=one, statements=queries.statements_of(one), initial=initial)
    said = [remark.text for remark in person.remarks.all()] if person else []
    more = {"said": said, "answered": person is not None, "another": another}
    return _page(request, one, form, **more)


def _code_in(request: HttpRequest) -> str:
    """The code of a printed sheet whose square was scanned."""
    try:
        return parse_code(request.GET.get("code", ""))
    except CodeError:
        return ""


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down a sheet; the device keeps whose it was. What was filled in stays where something is wrong."""
    one = get_object_or_404(queries.public(), pk=pk)
    form = AnswerForm(request.POST, consultation=one, statements=queries.statements_of(one))
    try:
        limit(request, "consult")
    except TooMany as error:
        form.add_error(None, str(error))
        return _page(request, one, form, status=429)
    if form.is_valid():
        # A first visit's form and its retry carry the same secret, before any cookie is kept.
        secret = form.cleaned_data["secret"] or secret_of(request) or fresh_secret()
        code = form.cleaned_data["code"]
        person = attempt(
            form, answering.answer, consultation=one, by=PUBLIC,
            who=Who(secret=secret, code=code), sheet=form.sheet(),
        )  # fmt: skip
        if person is not None:
            url = reverse("consultation", args=[request.town.slug, pk])
            response = HttpResponseRedirect(f"{url}?done=1")
            if not code:
                remember(response, secret)
            return response
    return _page(request, one, form, status=422)


def _page(
    request: HttpRequest, one: Consultation, form: AnswerForm | None, *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    told = {}
    if one.state == "published":
        told = shown.outcome(one, queries.statements_of(one))
    context = {
        "one": one, "form": form, "told": told, "today": clock.today(),
        "later": shown.follow_ups(one),
        "reasons": queries.extensions_of(one), "done": "done" in request.GET,
        "people": queries.people_of(one) if one.state != "published" else None,
        "may_enter": permits(request.actor, "consultations.enter"),
        "may_print": permits(request.actor, "consultations.print"),
        "may_see": permits(request.actor, "consultations.see"), **more,
    }  # fmt: skip
    return render(request, "consultations/consultation.html", context, status=status)


def take_away(request: HttpRequest, pk: int, format: str) -> FileResponse:
    """The published figures as a table, CSV or XLSX."""
    one = get_object_or_404(queries.public(), pk=pk, state="published")
    if format not in ENDINGS:
        raise Http404
    told = shown.outcome(one, queries.statements_of(one))
    name = _("征求意见结果%(pk)s") % {"pk": pk}
    return sheet_file(name, format, shown.columns(told), shown.table(told))
