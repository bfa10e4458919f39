"""What a deputy's voters say: matters of their village and points; never a contact."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from huying.town.models import Deputy, Point
from huying.voices.models import Matter
from huying.web.deputy.waits import next_step
from huying.web.paging import keyset, tabs

TABS = {"mine": _("我的选区"), "suggestion": _("留作代表建议"), "town": _("全镇公开的事")}


def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the deputy, and what the voters say: the way from there to a suggestion."""
    tab = tab_of(request)
    rows = keyset(request, matters(request, tab), ("-id",))
    context = {"rows": rows, "tabs": tabs(TABS, {}, tab), "step": next_step(request)}
    return render(request, "deputy/desk.html", context)


def tab_of(request: HttpRequest) -> str:
    """The list that is asked for; the deputy's own places where none is."""
    wanted = request.GET.get("tab", "")
    return wanted if wanted in TABS else "mine"


def matters(request: HttpRequest, tab: str) -> QuerySet[Matter]:
    """Public matters of the deputy's villages, those kept for a suggestion, or the whole town's."""
    found = Matter.objects.select_related("division")
    if tab == "suggestion":
        return found.filter(state="for_suggestion")
    found = found.filter(public__in=(True,)).exclude(state="merged")
    return found.filter(_own_places(request)) if tab == "mine" else found


def _own_places(request: HttpRequest) -> Q:
    deputy = Deputy.objects.filter(pk=request.actor.deputy_id).first()
    if deputy is None:
        return Q(pk__in=[])
    divisions = set(Point.objects.filter(deputies=deputy).values_list("division_id", flat=True)) | {
        deputy.division_id
    }
    return Q(division__in=[pk for pk in divisions if pk is not None])
