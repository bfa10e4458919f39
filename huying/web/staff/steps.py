"""What is done from a matter's page: classify, word, one next step, merge and split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core.errors import Stale
from huying.handling.wording import word_publicly
from huying.town.models import Division
from huying.voices import queries, triage
from huying.voices.models import Matter, Merge
from huying.web.forms import attempt
from huying.web.paging import following
from huying.web.staff.forms import ClassifyForm, FilterForm, MergeForm, WordsForm
from huying.web.staff.matter import context_of, find, stale_page, voices_of, wording_form
from huying.web.staff.queue import kept
from huying.web.staff.steps_table import STEPS


@require_POST
def classify(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what a matter is about; the page stays."""
    matter = find(pk)
    divisions = list(Division.objects.all())
    posted = request.POST.copy()
    if posted.get("accept"):
        # One key takes over a proposed category; the other fields stand as they are.
        posted["category"] = posted["accept"]
    form = ClassifyForm(posted, divisions=divisions, auto_id="classify_%s")

    def act() -> None:
        data = form.cleaned_data
        triage.classify(
            matter=matter, by=request.actor, category=data["category"], urgency=data["urgency"],
            division=data["division"], place=data["place"], version=data["version"],
        )  # fmt: skip

    return _done_or_again(request, matter, "classify_form", form, act, _("已归类。"))


@require_POST
def wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the public words; with `publish` the matter goes onto the register, too."""
    matter = find(pk)
    voices = [voice for voice in voices_of(matter) if voice.state == "received"]
    form = wording_form(matter, voices, {}, request.POST)
    publish = request.POST.get("publish") == "1"

    def act() -> None:
        word_publicly(
            matter=matter, by=request.actor, title=form.cleaned_data["title"],
            summary=form.cleaned_data["summary"], redacted=form.redacted(), photos=form.photos(),
            publish=publish, version=form.cleaned_data["version"],
        )  # fmt: skip

    said = _("已公开。") if publish and not matter.public else _("公开内容已保存。")
    return _done_or_again(request, matter, "wording_form", form, act, said)


@require_POST
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a matter off the public register, with a reason."""
    matter = find(pk)
    form = WordsForm(request.POST, label=_("为什么改为不公开"), auto_id="unpublish_%s")

    def act() -> None:
        triage.unpublish(
            matter=matter, by=request.actor, reason=form.cleaned_data["text"],
            version=form.cleaned_data["version"],
        )  # fmt: skip

    return _done_or_again(request, matter, "unpublish_form", form, act, _("已改为不公开。"))


@require_POST
def take(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take the next step, then on to the next matter of the queue."""
    if verb not in STEPS:
        raise Http404
    step, matter = STEPS[verb], find(pk)
    waited = matter.state == "new"
    form = step.form(request.POST)

    def act() -> None:
        step.action(
            matter=matter, by=request.actor, version=form.cleaned_data["version"],
            **{step.words: form.cleaned_data["text"]},
        )  # fmt: skip

    def onward() -> str:
        return _next_url(request, matter) if waited else url_of(request, matter)

    return _done_or_again(request, matter, f"step_{verb}", form, act, str(step.done), onward)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a new matter into another one; the page goes on to that one."""
    matter = find(pk)
    form = MergeForm(request.POST, auto_id="merge_%s")
    target = form.target() if form.is_valid() else None
    if form.is_valid() and target is None:
        form.add_error("into", _("本镇没有这个编号的事项，请核对。"))
    if target is not None:
        try:
            attempt(
                form, triage.merge, source=matter, target=target, by=request.actor,
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except Stale as stale:
            return stale_page(request, stale.thing, form.data["version"])
    if form.errors or target is None:
        context = {"matter": matter, "form": form, "filters": kept(request.GET)}
        return render(request, "staff/merge.html", context, status=400)
    messages.success(
        request, _("已把第%(one)s号并入第%(other)s号；并错了可以在下面“合并过的”重新分开。")
        % {"one": matter.pk, "other": target.pk},
    )  # fmt: skip
    return HttpResponseRedirect(url_of(request, target))


@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge; the page goes to the matter that was split off."""
    record = Merge.objects.filter(pk=pk).select_related("source", "target").first()
    if record is None:
        raise Http404
    source = triage.split(record=record, by=request.actor)
    messages.success(request, _("已重新分开，第%(one)s号回到待梳理。") % {"one": source.pk})
    return HttpResponseRedirect(url_of(request, source))


def url_of(request: HttpRequest, matter: Matter) -> str:
    """A matter's page, with the queue's filters kept."""
    url = reverse("staff-matter", args=[request.town.slug, matter.pk])
    return f"{url}?{kept(request.GET)}" if kept(request.GET) else url


def _next_url(request: HttpRequest, done: Matter) -> str:
    wanted = replace(FilterForm(request.GET).wanted(), state="new")
    rest = queries.listing(request.town, wanted)
    after = following(rest, queries.TRIAGE_ORDER, done)
    if after is not None:
        return url_of(request, after)
    return reverse("staff-queue", args=[request.town.slug])


def _done_or_again(
    request: HttpRequest,
    matter: Matter,
    name: str,
    form: Any,
    act: Callable[[], None],
    said: str,
    onward: Callable[[], str] | None = None,
) -> HttpResponse:
    """Do it and go on; or the same page with what is to be mended, the typed text kept."""
    named = matter.title or _("第%(n)s号") % {"n": matter.pk}
    if form.is_valid():
        try:
            attempt(form, act)
        except Stale as stale:
            fresh = find(stale.thing.pk)
            return stale_page(request, fresh, form.data["version"], **{name: form})
    if form.errors:
        context = context_of(request, matter, **{name: form})
        return render(request, "staff/matter.html", context, status=400)
    messages.success(request, f"{named}：{said}" if onward else said)
    return HttpResponseRedirect(onward() if onward else url_of(request, matter))
