"""What people talk about: the topics, hottest first, each with why; one topic with its matters and verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.analysis import redaction
from huying.core.errors import Stale
from huying.core.permissions import permits
from huying.listening import topic_actions, topic_queries
from huying.listening.models import Topic
from huying.voices import categories
from huying.web.forms import attempt
from huying.web.paging import keyset
from huying.web.staff.suggest import title_of
from huying.web.topics.forms import FilterForm, MergeForm, NameForm, SplitForm, Versioned

MOST_MATTERS = 200
VERBS = ("name", "pin", "unpin", "merge", "split")
ORDER = ("-pinned", "-heat", "id")


def show(request: HttpRequest) -> HttpResponse:
    """All topics, pinned ones first, then the hottest."""
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = topic_queries.desk(
        request.town, category=chosen.get("category", ""), rising=chosen.get("rising", False)
    )
    page = keyset(request, rows, ORDER)
    for topic in page:
        topic.why, topic.kind = topic_queries.why(topic), categories.label(topic.category)
    context = {"form": form, "page": page, "filtered": any(chosen.values())}
    return render(request, "topics/list.html", context)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic; a merged one shows where it went."""
    topic = _find(pk)
    if topic.merged_into_id:
        return HttpResponseRedirect(
            reverse("topic", args=[request.town.slug, topic.merged_into_id])
        )
    return _page(request, topic, {})


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Name, pin, unpin, merge or split."""
    if verb not in VERBS:
        raise Http404
    topic = _find(pk)
    form = _forms(topic, request, verb).get(verb) or Versioned(request.POST)
    if form.is_valid():
        try:
            done = attempt(
                form, _do, topic=topic, verb=verb, data=form.cleaned_data, by=request.actor
            )
        except Stale as stale:
            form.add_error(None, str(stale))
            form.data = form.data.copy()
            form.data["version"] = str(stale.thing.version)
    if form.errors:
        return _page(request, topic, {verb: form}, status=400)
    messages.success(request, _("已记下。"))
    target = done.pk if isinstance(done, Topic) else topic.pk
    return HttpResponseRedirect(reverse("topic", args=[request.town.slug, target]))


def _do(*, topic: Topic, verb: str, data: dict[str, Any], by: Any) -> Topic | None:
    common = {"by": by, "version": data["version"]}
    if verb == "name":
        topic_actions.rename(topic=topic, name=data["name"], **common)
    elif verb in ("pin", "unpin"):
        topic_actions.pin(topic=topic, pinned=verb == "pin", **common)
    elif verb == "merge":
        topic_actions.merge(source=topic, target=data["into"], **common)
        return data["into"]
    else:
        return topic_actions.split(topic=topic, matter_ids=data["matters"], **common)
    return None


def _forms(
    topic: Topic, request: HttpRequest | None = None, verb: str = ""
) -> dict[str, forms.Form]:
    def told(name: str) -> Any:
        return request.POST if request and verb == name else None

    start = {"version": topic.version, "name": topic.name}
    return {
        "name": NameForm(told("name"), initial=start, auto_id="name_%s"),
        "merge": MergeForm(told("merge"), initial=start, auto_id="merge_%s", topic=topic),
        "split": SplitForm(told("split"), initial=start, auto_id="split_%s", topic=topic),
    }


def _page(
    request: HttpRequest, topic: Topic, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    rows = list(topic_queries.matters_of(topic)[:MOST_MATTERS])
    for row in rows:
        row.heading = row.title or title_of(redaction.hide(row.words or "")) or f"#{row.pk}"
        row.kind_label = categories.label(row.category)
        row.people = row.voice_count + row.support_count
    context = {
        "topic": topic, "why": topic_queries.why(topic), "rows": rows,
        "kind": categories.label(topic.category), "forms": {**_forms(topic), **bound},
        "may_keep": topic.state == "live" and permits(request.actor, "topics.keep", topic),
        "may_open": permits(request.actor, "matters.see"), "wrong": next(iter(bound), ""),
        "cut": max(0, topic.matters - len(rows)),
    }  # fmt: skip
    return render(request, "topics/one.html", context, status=status)


def _find(pk: int) -> Topic:
    return get_object_or_404(Topic.objects.select_related("division", "merged_into", "town"), pk=pk)
