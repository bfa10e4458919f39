"""The chair's view: one suggestion after another, each settled with one press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core.errors import Stale
from huying.core.models import Event
from huying.handling.models import Meeting, MeetingItem
from huying.handling.states import ItemState
from huying.handling.suggestions import meetings
from huying.web.forms import attempt
from huying.web.meetings.forms import DecideForm
from huying.web.meetings.shown import Agenda, agenda_of, find, item_in

PRESSED = {
    ItemState.AGREED, ItemState.DISPUTED, ItemState.TO_LEADER, ItemState.PUT_OFF, ItemState.WAITING,
}  # fmt: skip


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The one that is on the screen, with what may become of it; at the end the way to the close."""
    meeting = find(pk)
    if meeting.state != "running":
        return HttpResponseRedirect(reverse("meeting", args=[request.town.slug, pk]))
    return _page(request, meeting, agenda_of(meeting), meeting.current_id)


def _page(
    request: HttpRequest,
    meeting: Meeting,
    agenda: Agenda,
    current: int | None,
    form: DecideForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    item = agenda.item(current)
    if item is not None:
        form = form or DecideForm(item=item, units=agenda.choices([item]))
    context = {
        "meeting": meeting, "agenda": agenda, "item": item, "form": form, "hints": _hints(),
        **_neighbours(agenda, item), **more,
    }  # fmt: skip
    return render(request, "meetings/hold.html", context, status=status)


def _neighbours(agenda: Agenda, item: MeetingItem | None) -> dict[str, MeetingItem | None]:
    if item is None:
        return {"before": None, "after": None}
    at = agenda.items.index(item)
    after = agenda.items[at + 1] if at + 1 < len(agenda.items) else None
    return {"before": agenda.items[at - 1] if at else None, "after": after}


def _hints() -> list[dict[str, str]]:
    keys = [
        ("Enter", _("同意方案")), ("c", _("改单位")), ("d", _("有分歧")), ("x", _("这次不交办")),
        ("j / k", _("下一件、上一件")), ("?", _("全部快捷键")),
    ]  # fmt: skip
    return [{"key": key, "label": label} for key, label in keys]


@require_POST
def decide(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What the pressed button says becomes of it; then the next one, by itself."""
    meeting = find(pk)
    agenda = agenda_of(meeting)
    found = item_in(agenda, item)
    form = DecideForm(request.POST, item=found, units=agenda.choices([found]))
    state = request.POST.get("state", "")
    if form.is_valid() and state in PRESSED:
        try:
            attempt(
                form, meetings.decide, item=found, by=request.actor, state=state,
                **form.cleaned_data,
            )  # fmt: skip
        except Stale as stale:
            form.seen_now(stale.thing)
            return _stale(request, pk, item, form)
        if not form.errors:
            return _on(request, pk)
    return _page(request, meeting, agenda, item, form, status=400)


def _stale(request: HttpRequest, pk: int, item: int, form: DecideForm) -> HttpResponse:
    """The page again with what the other decided; what was typed stands in the fields."""
    meeting = find(pk)
    agenda = agenda_of(meeting)
    return _page(
        request, meeting, agenda, item, form, status=409, stale=True,
        other=_who_decided(meeting, item_in(agenda, item)),
    )  # fmt: skip


def _who_decided(meeting: Meeting, item: MeetingItem) -> str:
    events = Event.objects.filter(kind="meeting", subject_id=meeting.pk, verb="decide")
    for event in events.select_related("content").order_by("-id")[:60]:
        content = getattr(event, "content", None)
        if content and content.body.get("suggestion") == item.suggestion_id:
            return str(content.body.get("by", ""))
    return ""


@require_POST
def turn_to(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Put this one onto the screen."""
    meeting = find(pk)
    meetings.show(meeting=meeting, item=item_in(agenda_of(meeting), item), by=request.actor)
    return _on(request, pk)


@require_POST
def agree_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle all that waits undisputed as it is proposed."""
    meeting = find(pk)
    meetings.agree_all(meeting=meeting, by=request.actor)
    return _on(request, pk)


def _on(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("meeting-hold", args=[request.town.slug, pk]))
