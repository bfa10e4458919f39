"""Outgoing messages: how far each got, what is stuck and why, and what a person decides about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from huying.core.models import Message
from huying.core.permissions import permits
from huying.notices import actions, queries
from huying.voices.models import Support, Voice
from huying.web.paging import keyset
from huying.web.staff.forms import ResendForm

TEMPLATES = {
    "answered": gettext_lazy("有答复了"),
    "question": gettext_lazy("想再问一句"),
    "rehandled": gettext_lazy("正在重新办理"),
    "ended": gettext_lazy("说明理由后终止"),
    "withdrawn": gettext_lazy("已终止"),
}
CHANNELS = {"mail": gettext_lazy("邮件"), "sms": gettext_lazy("短信")}
ORDER = ("failed", "unknown", "waiting", "sending", "sent", "dropped")


def show(request: HttpRequest) -> HttpResponse:
    """Messages of one state, the newest first; what is stuck stands in front."""
    counts = queries.message_counts(request.town)
    state = request.GET.get("state", "")
    if state not in Message.State.values:
        state = next((one for one in ("failed", "unknown") if counts[one]), "waiting")
    rows = Message.objects.filter(town=request.town, state=state)
    page = keyset(request, rows)
    _tell_matters(list(page))
    url = reverse("staff-messages", args=[request.town.slug])
    context = {
        "page": page, "state": state, "may_settle": permits(request.actor, "outbox.settle"),
        "stuck": state in ("failed", "unknown"),
        "tabs": [
            {"label": Message.State(one).label, "url": f"{url}?state={one}",
             "current": one == state, "count": queries.shown_count(counts[one])}
            for one in ORDER
        ],
    }  # fmt: skip
    return render(request, "staff/messages.html", context)


def _tell_matters(rows: list[Message]) -> None:
    """Say of each message what it is about and which matter it belongs to. Two queries."""
    ids = {kind: [row.subject_id for row in rows if row.subject_kind == kind]
           for kind in ("voice", "support")}  # fmt: skip
    matters = {
        ("voice", pk): matter
        for pk, matter in Voice.objects.filter(pk__in=ids["voice"]).values_list("pk", "matter_id")
    } | {
        ("support", pk): matter
        for pk, matter in Support.objects.filter(pk__in=ids["support"]).values_list(
            "pk", "matter_id"
        )
    }
    for row in rows:
        row.matter_pk = matters.get((row.subject_kind, row.subject_id))
        row.about = TEMPLATES.get(row.template, row.template)
        row.by = CHANNELS.get(row.channel, row.channel)


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again by a person's decision; where it may have arrived that is said and ticked first."""
    message = _find(pk)
    if message.state == Message.State.UNKNOWN and not ResendForm(request.POST).is_valid():
        messages.error(request, _("这条消息对方可能已经收到。要再发，请先勾选“可能会收到两遍”。"))
        return _back(request, message.state)
    actions.resend(message=message, by=request.actor)
    messages.success(request, _("已放回待发，几分钟内会再发一次。"))
    return _back(request, message.state)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a message up."""
    message = _find(pk)
    actions.drop(message=message, by=request.actor)
    messages.success(request, _("不再发送这条消息。"))
    return _back(request, message.state)


def _find(pk: int) -> Message:
    message = Message.objects.filter(pk=pk).first()
    if message is None:
        raise Http404
    return message


def _back(request: HttpRequest, state: str) -> HttpResponse:
    url = reverse("staff-messages", args=[request.town.slug])
    return HttpResponseRedirect(f"{url}?state={state}")
