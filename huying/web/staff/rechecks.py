"""The random sample of verdicts that a third person asks about again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core.permissions import permits
from huying.handling import judging
from huying.handling.models import Recheck
from huying.web.forms import attempt
from huying.web.paging import keyset
from huying.web.staff.forms import RecheckForm


def show(request: HttpRequest) -> HttpResponse:
    """Those still to be asked, or (`?done=1`) those asked, the first grade beside the second."""
    return _page(request)


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said this time; never by whoever took the first verdict down."""
    recheck = Recheck.objects.select_related("verdict").filter(pk=pk).first()
    if recheck is None:
        raise Http404
    form = RecheckForm(request.POST, auto_id=f"recheck_{pk}_%s")
    if form.is_valid():
        attempt(form, judging.record_recheck, recheck=recheck, by=request.actor, **form.facts())
    if form.errors:
        return _page(request, bound={pk: form}, status=400)
    messages.success(request, _("回访结果已记下。"))
    return HttpResponseRedirect(reverse("staff-rechecks", args=[request.town.slug]))


def _page(
    request: HttpRequest, bound: dict[int, RecheckForm] | None = None, status: int = 200
) -> HttpResponse:
    done = request.GET.get("done") == "1"
    rows = Recheck.objects.filter(asked_at__isnull=not done).select_related(
        "verdict__matter__division", "verdict__voice__contact"
    )
    page = keyset(request, rows, order=("-id",) if done else ("id",))
    for recheck in page:
        recheck.form = (bound or {}).get(recheck.pk) or RecheckForm(
            auto_id=f"recheck_{recheck.pk}_%s"
        )
        recheck.mine = recheck.verdict.taken_by_id == request.actor.account_id
    url = reverse("staff-rechecks", args=[request.town.slug])
    context = {
        "page": page, "done": done, "may_open": permits(request.actor, "contacts.open"),
        "tabs": [
            {"label": _("待回访"), "url": url, "current": not done, "count": None},
            {"label": _("已回访"), "url": f"{url}?done=1", "current": done, "count": None},
        ],
    }  # fmt: skip
    return render(request, "staff/rechecks.html", context, status=status)
