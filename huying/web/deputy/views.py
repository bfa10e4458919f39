"""What a deputy's voters say: matters of their village and points; never a contact."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from huying.town.models import Deputy, Point
from huying.voices.models import Matter
from huying.web.paging import keyset, tabs

TABS = {"mine": _("我的选区"), "suggestion": _("留作代表建议"), "town": _("全镇公开的事")}


def desk(request: HttpRequest) -> HttpResponse:
    """Public matters of the deputy's villages, those kept for a suggestion, or the whole town's."""
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else "mine"
    matters = Matter.objects.select_related("division")
    if tab == "suggestion":
        matters = matters.filter(state="for_suggestion")
    else:
        matters = matters.filter(public__in=(True,)).exclude(state="merged")
    if tab == "mine":
        matters = matters.filter(_own_places(request))
    rows = keyset(request, matters, ("-id",))
    return render(request, "deputy/desk.html", {"rows": rows, "tabs": tabs(TABS, {}, tab)})


def _own_places(request: HttpRequest) -> Q:
    deputy = Deputy.objects.filter(pk=request.actor.deputy_id).first()
    if deputy is None:
        return Q(pk__in=[])
    divisions = set(Point.objects.filter(deputies=deputy).values_list("division_id", flat=True)) | {
        deputy.division_id
    }
    return Q(division__in=[pk for pk in divisions if pk is not None])
