"""The close: everything that will be done on one page, then one act. Or the meeting is called off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.errors import HuyingError, Stale
from huying.handling.models import Meeting
from huying.handling.suggestions import meetings
from huying.handling.suggestions.origin import reply_due
from huying.web.forms import attempt
from huying.web.meetings.forms import ReasonForm
from huying.web.meetings.shown import agenda_of, find


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be assigned to whom and by when each reply is due; a POST does it, all or nothing."""
    meeting = find(pk)
    if meeting.state not in ("preparing", "running"):
        return _to(request, meeting)
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _close(request, meeting)
        if not problem:
            return _to(request, meeting)
        meeting = find(pk)
    agenda = agenda_of(meeting)
    for one in agenda.agreed:
        one.due = reply_due(one.suggestion, clock.today())
    context = {"meeting": meeting, "agenda": agenda, "problem": problem}
    return render(request, "meetings/close.html", context, status=status)


def _close(request: HttpRequest, meeting: Meeting) -> tuple[str, int]:
    """What stands against it, with the status to say so; nothing where it is closed."""
    seen = request.POST.get("version", "")
    try:
        cases = meetings.close(
            meeting=meeting, by=request.actor, version=int(seen) if seen.isdecimal() else -1
        )
    except Stale:
        return _("刚刚有人改动过这次会议，还没有交办。请按下面最新的再看一遍。"), 409
    except HuyingError as error:
        return str(error), 400
    messages.success(
        request, _("交办会已结束：交办%(n)s件，承办单位和代表已收到通知。")
        % {"n": len({case.origin_id for case in cases})},
    )  # fmt: skip
    return "", 302


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, with the reason; what was on its list goes on waiting."""
    meeting = find(pk)
    if meeting.state not in ("preparing", "running"):
        return _to(request, meeting)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempt(
            form, meetings.cancel, meeting=meeting, by=request.actor,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _("会议已取消，列入的建议继续等待交办。"))
            return _to(request, meeting)
    status = 400 if form.errors else 200
    return render(
        request, "meetings/cancel.html", {"meeting": meeting, "form": form}, status=status
    )


def _to(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return HttpResponseRedirect(reverse("meeting", args=[request.town.slug, meeting.pk]))
