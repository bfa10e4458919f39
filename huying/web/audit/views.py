"""Events as they were written, newest first; the check; erasing what an event said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.core import ledger
from huying.core.models import Event, LedgerHead
from huying.core.permissions import Actor, permits
from huying.web import words
from huying.web.paging import keyset

# Why something was erased stays, or nobody could be held to it.
ERASURES = "ledger"


class FilterForm(forms.Form):
    act = forms.ChoiceField(label=_("做了什么"), required=False)
    subject = forms.IntegerField(label=_("编号"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        act: Any = self.fields["act"]
        act.choices = [("", _("全部")), *words.choices()]


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("依据和理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )


def home(request: HttpRequest) -> HttpResponse:
    """The events, filtered; the check of the chain on demand."""
    check = None
    if request.method == "POST":
        check = ledger.verify(request.town)
    form = FilterForm(request.GET or None)
    events = Event.objects.select_related("content")
    if form.is_valid():
        said = form.cleaned_data
        kind, _dot, verb = said["act"].partition(".")
        wanted = {"kind": kind, "verb": verb, "subject_id": said["subject"]}
        events = events.filter(**{name: value for name, value in wanted.items() if value})
    rows = keyset(request, events, ("-id",))
    context = {
        "form": form,
        "rows": rows,
        "told": [_told(event, request.actor) for event in rows.rows],
        "check": check,
        "heads": LedgerHead.objects.order_by("-day")[:7],
    }
    return render(request, "audit/home.html", context)


def _told(event: Event, reader: Actor) -> dict[str, Any]:
    content = getattr(event, "content", None)
    body = dict(content.body) if content else {}
    return {
        "event": event,
        "kind": words.KINDS.get(event.kind, event.kind),
        "label": words.acts().get((event.kind, event.verb), event.verb),
        "before": words.state(event.kind, event.before),
        "after": words.state(event.kind, event.after),
        "by": body.pop("by", ""),
        "body": [(words.FIELDS.get(name, name), value) for name, value in body.items()],
        "erased": content is None,
        "erasable": event.kind != ERASURES and permits(reader, "ledger.erase"),
        "contact": event.verb == "open_contact",
    }


def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase what an event said, with the legal ground; the chain stays whole."""
    events = Event.objects.select_related("content").exclude(kind=ERASURES)
    event = get_object_or_404(events, pk=pk, content__isnull=False)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ledger.erase(event=event, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("内容已删除，账还是连着的。"))
        return HttpResponseRedirect(reverse("audit-home", args=[request.town.slug]))
    return render(request, "audit/erase.html", {"form": form, "told": _told(event, request.actor)})
