"""What waits to be assigned, the meetings, and a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.congress.queries import sessions
from huying.core import clock
from huying.core.permissions import permits
from huying.handling.models import Meeting
from huying.handling.suggestions import meetings, queries
from huying.web.forms import attempt
from huying.web.meetings.forms import PrepareForm
from huying.web.paging import keyset


def show(request: HttpRequest) -> HttpResponse:
    """The list of what waits, the most pressing first, and of the meetings, the latest first."""
    return _page(request, _form())


@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare a meeting with everything that waits; on to its page."""
    form = _form(request.POST)
    if form.is_valid():
        made = attempt(
            form, meetings.prepare, town=request.town, by=request.actor, **form.cleaned_data
        )
        if isinstance(made, Meeting):
            messages.success(request, _("已列出等着交办的，每件都有建议单位和理由。"))
            return HttpResponseRedirect(reverse("meeting", args=[request.town.slug, made.pk]))
    return _page(request, form, status=400)


def _form(data: Any = None) -> PrepareForm:
    held = list(sessions()[:12])
    latest, today = (held[0] if held else None), clock.today()
    initial = {
        "title": meetings.title_for(latest, today), "held_on": today,
        "session": latest.pk if latest else "",
    }  # fmt: skip
    return PrepareForm(data, sessions=held, initial=initial)


def _page(request: HttpRequest, form: PrepareForm, status: int = 200) -> HttpResponse:
    waiting = queries.waiting()
    context = {
        "waiting": waiting, "free": [one for one in waiting if one.listed is None], "form": form,
        "page": keyset(request, queries.meetings(), ("-held_on", "-id")),
        "may_hold": permits(request.actor, "meetings.hold"),
    }  # fmt: skip
    return render(request, "meetings/home.html", context, status=status)
