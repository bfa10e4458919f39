"""The sums of a county's towns, each with its numerator and denominator."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import Role
from huying.core.tenancy import across_towns
from huying.handling.models import Grade, Reply, Verdict
from huying.town.models import Holding
from huying.voices.models import Matter


def home(request: HttpRequest) -> HttpResponse:
    """Every town of the reader's county; four queries, however many towns."""
    towns = towns_of(request)
    with across_towns():
        rows = _sums([town.pk for town in towns])
    for town in towns:
        rows.setdefault(town.pk, {})["town"] = town
    shown = [rows[town.pk] for town in towns]
    return render(request, "county/home.html", {"rows": shown, "at": clock.now()})


def towns_of(request: HttpRequest) -> list[Town]:
    """The towns of the reader's county, by name. Two queries."""
    codes = Holding.objects.filter(
        account=request.user, role=Role.COUNTY, until__isnull=True
    ).values_list("county_code", flat=True)
    return list(Town.objects.filter(county_code__in=list(codes)).order_by("name")[:500])


def _sums(town_ids: list[int]) -> dict[int, dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {pk: {} for pk in town_ids}
    matters = (
        Matter.objects.filter(town__in=town_ids)
        .exclude(state__in=("merged", "withdrawn"))
        .values("town_id")
        .annotate(
            said=Count("id"),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
            again=Count("id", filter=Q(round__gt=1)),
        )
    )
    replies = (
        Reply.objects.filter(town__in=town_ids)
        .values("town_id")
        .annotate(replied=Count("id"), in_time=Count("id", filter=Q(signed_at__date__lte=F("due"))))
    )
    verdicts = (
        Verdict.objects.filter(town__in=town_ids)
        .values("town_id")
        .annotate(
            judged=Count("id"),
            content=Count("id", filter=Q(grade__in=(Grade.SATISFIED, Grade.MOSTLY))),
            satisfied=Count("id", filter=Q(grade=Grade.SATISFIED)),
        )
    )
    for sums in (matters, replies, verdicts):
        for row in sums.order_by():
            rows[row["town_id"]] |= row
    return rows
