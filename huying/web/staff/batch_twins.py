"""What an imported table says more than once: groups to be merged, each with one key."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core.errors import HuyingError
from huying.imports.models import ImportBatch
from huying.listening import twin_queries
from huying.voices import triage
from huying.voices.models import Matter


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of a batch; a group's ticked matters are merged into its first one (POST)."""
    batch = get_object_or_404(ImportBatch, pk=pk, kind="voices")
    if request.method == "POST":
        _merge(request, batch)
        here = reverse("staff-batch-twins", args=[request.town.slug, pk])
        return HttpResponseRedirect(f"{here}?after={_number(request.GET.get('after', ''))}")
    groups, more = twin_queries.groups_of(batch, _number(request.GET.get("after", "")))
    context = {"batch": batch, "groups": groups, "more": more}
    return render(request, "staff/batch_twins.html", context)


def _merge(request: HttpRequest, batch: ImportBatch) -> None:
    """All that were ticked, or none; others' matters cannot be slipped in."""
    target = Matter.objects.filter(pk=_number(request.POST.get("into", ""))).first()
    ticked = [_number(value) for value in request.POST.getlist("matter")]
    own = list(Matter.objects.filter(pk__in=ticked, voices__batch=batch).distinct().order_by("pk"))
    if target is None:
        raise Http404
    if not own:
        messages.warning(request, _("没有勾选，没有合并。"))
        return
    try:
        with transaction.atomic():
            for source in own:
                triage.merge(source=source, target=target, by=request.actor)
    except HuyingError as error:
        messages.error(request, _("没有合并：%(why)s") % {"why": error})
        return
    messages.success(
        request, _("%(n)s件已并入第%(into)s号；并错了可以在那一件的“合并过的”里重新分开。")
        % {"n": len(own), "into": target.pk},
    )  # fmt: skip


def _number(value: str) -> int:
    return int(value[:18]) if value.isdecimal() else 0
