"""Matters past the last round with a "not" standing: handled again, or ended with reasons."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core.errors import Stale
from huying.core.permissions import permits
from huying.handling import judging
from huying.handling.models import PRESENT, Grade, Verdict
from huying.web.forms import attempt
from huying.web.paging import keyset
from huying.web.staff.forms import WordsForm
from huying.web.staff.matter import find
from huying.web.staff.queue import tabs


def show(request: HttpRequest) -> HttpResponse:
    """The list, the longest waiting first, with what the residents said."""
    return _page(request)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Handle it once more, past the town's limit, by a person's decision."""
    return _decide(request, pk, "again", judging.handle_again, _("已重新办理，说的人会收到通知。"))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it with reasons, which everybody behind it is told."""
    return _decide(
        request, pk, "end", judging.end_with_reasons, _("已说明理由后终止，说的人会收到理由。")
    )


def _decide(
    request: HttpRequest, pk: int, what: str, action: Callable[..., None], said: str
) -> HttpResponse:
    matter = find(pk)
    form = WordsForm(request.POST, label=_("理由"), auto_id=f"{what}_{pk}_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            attempt(
                form, action, matter=matter, by=request.actor, reason=data["text"],
                version=data["version"],
            )  # fmt: skip
        except Stale as stale:
            messages.error(request, f"{matter}：{stale}")
            form.data = form.data.copy()
            form.data["version"] = str(stale.thing.version)
            form.add_error(None, str(stale))
    if form.errors:
        return _page(request, bound={(pk, what): form}, status=400)
    messages.success(request, f"{matter}：{said}")
    return HttpResponseRedirect(reverse("staff-ends", args=[request.town.slug]))


def _page(
    request: HttpRequest, bound: dict[tuple[int, str], WordsForm] | None = None, status: int = 200
) -> HttpResponse:
    against = Verdict.objects.filter(PRESENT, grade=Grade.DISSATISFIED).order_by("-at")
    waiting = judging.awaiting_an_end(request.town).select_related("division")
    page = keyset(
        request, waiting.prefetch_related(Prefetch("verdicts", against, to_attr="objections")),
        order=("id",),
    )  # fmt: skip
    for matter in page:
        for what in ("again", "end"):
            form = (bound or {}).get((matter.pk, what)) or WordsForm(
                label=_("理由"), initial={"version": matter.version},
                auto_id=f"{what}_{matter.pk}_%s",
            )  # fmt: skip
            setattr(matter, f"{what}_form", form)
    context = {
        "page": page, "tabs": tabs(request, "ends"),
        "may_decide": permits(request.actor, "matters.end"),
    }  # fmt: skip
    return render(request, "staff/ends.html", context, status=status)
