"""The big screen: nothing to operate; it follows the meeting by itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from huying.handling.models import Meeting
from huying.web.meetings.shown import agenda_of, find


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen as it stands; then it asks every second whether there is news."""
    plain = "plain" in request.GET
    response = render(request, "meetings/screen.html", {**_shown(find(pk)), "plain": plain})
    if plain:  # a browser without scripts comes again by itself
        response["Refresh"] = "3"
    return response


def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """204 while what is on the screen still stands (`seen`), else the new picture. One query for a 204."""
    stands = Meeting.objects.filter(pk=pk).values_list("version", "current_id").first()
    if stands is None:
        raise Http404
    if request.GET.get("seen") == _token(*stands):
        return HttpResponse(status=204)
    return render(request, "meetings/_screen.html", _shown(find(pk)))


def _token(version: int, current: int | None) -> str:
    # Every act raises the version, but for turning to another item.
    return f"{version}-{current or 0}"


def _shown(meeting: Meeting) -> dict[str, Any]:
    agenda = agenda_of(meeting)
    item = agenda.item(meeting.current_id) if meeting.state == "running" else None
    return {
        "meeting": meeting, "agenda": agenda, "item": item,
        "token": _token(meeting.version, meeting.current_id),
        "latest": agenda.latest if meeting.state == "running" else None,
    }  # fmt: skip
