"""The front door, and the desk that each role lands on after signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huying.core.models import Town
from huying.core.permissions import Role
from huying.town.queries import towns_of

# Each role's desk: the page where its work waits.
DESKS: dict[str, str] = {
    Role.STAFF: "staff-queue",
    Role.OFFICE: "office-desk",
    Role.LEADER: "office-desk",
    Role.HEAD: "unit-desk",
    Role.CLERK: "unit-desk",
    Role.KEEPER: "station-desk",
    Role.DEPUTY: "deputy-desk",
    Role.PRESIDIUM: "staff-queue",
    Role.ADMIN: "admin-home",
    Role.AUDITOR: "audit-home",
    Role.SYSTEM: "admin-home",
}


@dataclass(frozen=True)
class Entry:
    """One desk of a person with several roles."""

    label: str
    url: str


def root(request: HttpRequest) -> HttpResponse:
    """The only town's front page; a choice where there are several; the first run where none."""
    towns = list(Town.objects.order_by("name")[:200])
    if not towns:
        return HttpResponseRedirect(reverse("welcome"))
    if len(towns) == 1:
        return HttpResponseRedirect(reverse("public-home", args=[towns[0].slug]))
    return render(request, "account/towns.html", {"towns": towns, "page": "public-home"})


def go(request: HttpRequest) -> HttpResponse:
    """After signing in: to the desk of the account's town, or a choice of towns."""
    if Role.COUNTY in request.actor.roles:
        return HttpResponseRedirect(reverse("county-home"))
    towns = list(towns_of(request.user)[:200])
    if len(towns) == 1:
        return HttpResponseRedirect(reverse("desk", args=[towns[0].slug]))
    return render(request, "account/towns.html", {"towns": towns, "page": "desk"})


def desk(request: HttpRequest) -> HttpResponse:
    """Straight to the work for one role; several roles choose among their desks."""
    entries = _entries(request)
    if len({entry.url for entry in entries}) == 1:
        return HttpResponseRedirect(entries[0].url)
    return render(request, "account/desk.html", {"entries": entries})


def _entries(request: HttpRequest) -> list[Entry]:
    slug = request.town.slug
    entries = []
    for role in Role:
        if role not in request.actor.roles:
            continue
        if role == Role.COUNTY:
            entries.append(Entry(str(role.label), reverse("county-home")))
        else:
            entries.append(Entry(str(role.label), reverse(DESKS[role], args=[slug])))
    return entries
