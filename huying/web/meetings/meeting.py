"""A meeting's own page: prepared before, the result after; and its printed agenda."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core.errors import HuyingError, Stale
from huying.core.models import Event
from huying.core.permissions import permits
from huying.handling.models import Meeting, MeetingItem
from huying.handling.states import ItemState
from huying.handling.suggestions import meetings, queries
from huying.town.queries import unit_people
from huying.web.forms import attempt
from huying.web.meetings.forms import ArrangeForm, ItemForm, picked
from huying.web.meetings.shown import agenda_of, find, item_in


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Before and during the meeting its list and arrangement; afterwards what was assigned."""
    return _page(request, find(pk))


def _page(
    request: HttpRequest, meeting: Meeting, form: ArrangeForm | None = None, status: int = 200
) -> HttpResponse:
    agenda = agenda_of(meeting)
    context: dict[str, Any] = {
        "meeting": meeting, "agenda": agenda,
        "may_hold": permits(request.actor, "meetings.hold", meeting),
    }  # fmt: skip
    if meeting.state == "closed":
        cases = queries.cases_by_suggestion(one.suggestion_id for one in agenda.agreed)
        for one in agenda.items:
            one.cases = cases.get(one.suggestion_id, [])
        return render(request, "meetings/result.html", context)
    if meeting.state == "cancelled":
        context["why"] = _last(meeting, "cancel")
        return render(request, "meetings/cancelled.html", context)
    context |= {
        "form": form or _arrangement(meeting),
        "others": [one for one in queries.waiting() if one.listed is None],
    }
    return render(request, "meetings/meeting.html", context, status=status)


def _arrangement(meeting: Meeting, data: Any = None) -> ArrangeForm:
    lines = (f"{unit.name}　{name}".rstrip("　") for unit, name in unit_people())
    return ArrangeForm(data, meeting=meeting, present="\n".join(lines))


def _last(meeting: Meeting, verb: str) -> dict[str, Any]:
    events = Event.objects.filter(kind="meeting", subject_id=meeting.pk, verb=verb)
    event = events.select_related("content").order_by("-id").first()
    content = getattr(event, "content", None)
    return content.body if content else {}


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Save when and where, who leads it and who is there."""
    meeting = find(pk)
    form = _arrangement(meeting, request.POST)
    if form.is_valid() and form.is_stale():
        form.seen_now()
        form.add_error(
            None, _("会议安排刚刚被别人改过。您写的还在下面，请同现在的核对以后再保存。")
        )
        return _page(request, meeting, form, status=409)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ArrangeForm.NAMES}
        attempt(
            form, meetings.arrange, meeting=meeting, by=request.actor, version=meeting.version,
            **data,
        )  # fmt: skip
    if form.errors:
        return _page(request, meeting, form, status=400)
    messages.success(request, _("会议安排已保存。"))
    return _back(request, meeting)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the chosen ones onto the list."""
    meeting = find(pk)
    chosen = picked(request.POST)
    rows = [one for one in queries.waiting() if one.pk in chosen]
    if not rows:
        messages.warning(request, _("请先选要列入的建议。"))
        return _back(request, meeting)
    try:
        meetings.list_more(meeting=meeting, suggestions=rows, by=request.actor)
        messages.success(request, _("已列入%(n)s件。") % {"n": len(rows)})
    except HuyingError as error:
        messages.error(request, str(error))
    return _back(request, meeting)


@require_POST
def take_off(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take one off the list; one that is off already stays off."""
    meeting = find(pk)
    found = meeting.items.select_related("suggestion", "meeting").filter(pk=item).first()
    if found is not None:
        meetings.take_off(item=found, by=request.actor)
        messages.success(
            request, _("%(code)s已从这次会议拿下，继续等待交办。") % {"code": found.suggestion.code}
        )
    return _back(request, meeting)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the meeting; on to the chair's view."""
    meeting = find(pk)
    if meeting.state == "preparing":
        try:
            meetings.begin(meeting=meeting, by=request.actor)
        except HuyingError as error:
            messages.error(request, str(error))
            return _back(request, meeting)
    return HttpResponseRedirect(reverse("meeting-hold", args=[request.town.slug, pk]))


def change(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What is proposed for one, before the meeting comes to it."""
    meeting = find(pk)
    agenda = agenda_of(meeting)
    found = item_in(agenda, item)
    posted = request.POST if request.method == "POST" else None
    form = ItemForm(posted, item=found, units=agenda.choices([found]))
    status = 400 if posted else 200
    if posted is not None and form.is_valid():
        try:
            attempt(form, _propose, item=found, by=request.actor, said=form.cleaned_data)
        except Stale as stale:
            form.seen_now(stale.thing)
            form.add_error(
                None, _("这一件刚刚被别人定过或改过。您写的还在下面，请核对以后再保存。")
            )
            status = 409
        if not form.errors:
            messages.success(
                request, _("%(code)s的建议方案已改。") % {"code": found.suggestion.code}
            )
            return _back(request, meeting, f"#item-{found.pk}")
    context = {"meeting": meeting, "item": found, "form": form}
    return render(request, "meetings/item.html", context, status=status)


def _propose(*, item: MeetingItem, by: Any, said: dict[str, Any]) -> None:
    meetings.decide(
        item=item, by=by, state=ItemState.WAITING, dispute=item.dispute, settlement=item.settlement,
        **said,
    )  # fmt: skip


def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The list for printing: what will be talked about, who is proposed."""
    meeting = find(pk)
    return render(
        request, "meetings/agenda.html", {"meeting": meeting, "agenda": agenda_of(meeting)}
    )


def _back(request: HttpRequest, meeting: Meeting, part: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("meeting", args=[request.town.slug, meeting.pk]) + part)
