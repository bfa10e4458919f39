"""Setting up a town: what is there, what comes next, and the lists from spreadsheets."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from huying.core.errors import HuyingError
from huying.core.permissions import permits
from huying.core.sheet_writing import template as sheet_template
from huying.core.sheets import open_sheet
from huying.handling.models import DirectRule
from huying.rulebook.models import RuleChoice
from huying.town.actions import retire
from huying.town.lists import LISTS, Outcome, bring_in
from huying.town.models import Holding, Point
from huying.web.admin.accounts import by_pk
from huying.web.paging import keyset

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FAULTS = 50


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy("XLSX 或 CSV。有一行不对，就什么也不导入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def _listed(key: str) -> QuerySet[Any]:
    """What stands in a list; the central station is there before any list."""
    found = LISTS[key].model.objects.all()
    return found.exclude(kind=Point.Kind.STATION) if key == "points" else found


def home(request: HttpRequest) -> HttpResponse:
    """What the town has, what of it the reader may set, and the first thing that is still missing."""
    held = Holding.objects.filter(town=request.town, until__isnull=True).count()
    chosen = RuleChoice.objects.values("key").distinct().count()
    steps = [
        *(
            _step(request, listing.label, _listed(key).count(), "admin-list", key)
            for key, listing in LISTS.items()
        ),
        _step(request, _("账号和角色"), held, "admin-accounts"),
        _step(request, _("本镇自定的规则"), chosen, "admin-rules"),
        _step(request, _("放假安排"), None, "admin-calendar"),
        _step(request, _("直接交办规则"), DirectRule.objects.count(), "admin-direct"),
    ]
    open_steps = [step for step in steps if step["open"]]
    # What a town cannot work without; the rest may stay as it ships.
    needed = {"admin-list", "admin-accounts"}
    following = next((s for s in open_steps if s["name"] in needed and not s["count"]), None)
    return render(request, "admin/home.html", {"steps": open_steps, "following": following})


def _step(
    request: HttpRequest, label: Any, count: int | None, name: str, *args: str
) -> dict[str, Any]:
    url = reverse(name, args=[request.town.slug, *args])
    return {
        "label": label, "count": count, "name": name, "url": url,
        "open": permits(request.actor, resolve(url).func.needs),
    }  # fmt: skip


def listing(request: HttpRequest, key: str) -> HttpResponse:
    """One list, and bringing it in."""
    chosen = LISTS.get(key)
    if chosen is None:
        raise Http404
    if "retire" in request.POST or "return" in request.POST:
        return _retire(request, key)
    form, outcome = SheetForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        outcome = _bring_in(request, form, key)
        if outcome is not None and not outcome.faults:
            said = ngettext("导入了%(n)s行。", "导入了%(n)s行。", outcome.taken) % {
                "n": outcome.taken
            }
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin-list", args=[request.town.slug, key]))
    context = {
        "listing": chosen,
        "key": key,
        "form": form,
        "faults": outcome.faults[:SHOWN_FAULTS] if outcome else [],
        "more_faults": max(0, len(outcome.faults) - SHOWN_FAULTS) if outcome else 0,
        "rows": keyset(request, _rows(key), ("id",)),
    }
    return render(request, "admin/list.html", context)


def _rows(key: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = LISTS[key].model.objects.all()
    return rows.select_related("division") if key in ("points", "deputies") else rows


def _retire(request: HttpRequest, key: str) -> HttpResponse:
    if key == "villages":
        raise Http404
    back = "return" in request.POST
    thing = by_pk(_rows(key), request.POST["return" if back else "retire"])
    retire(thing=thing, by=request.actor, back=back)
    said = _("“%(name)s”重新启用了。") if back else _("“%(name)s”停用了；办过的事都还在。")
    messages.success(request, said % {"name": thing})
    return HttpResponseRedirect(reverse("admin-list", args=[request.town.slug, key]))


def _bring_in(request: HttpRequest, form: SheetForm, key: str) -> Outcome | None:
    upload = form.cleaned_data["file"]
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name).suffix) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        try:
            sheet = open_sheet(kept.name, upload.name)
            return bring_in(town=request.town, listing=LISTS[key], sheet=sheet, by=request.actor)
        except HuyingError as error:
            form.add_error("file", str(error))
            return None


def template(request: HttpRequest, key: str) -> HttpResponse:
    """The XLSX to fill in."""
    if key not in LISTS:
        raise Http404
    response = HttpResponse(sheet_template(LISTS[key].columns), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{key}.xlsx"'
    return response
