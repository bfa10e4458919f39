"""Reads of the town's lists, and who an account is in a town."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from huying.core.models import Town
from huying.core.permissions import Actor, Role
from huying.town.models import Account, Holding, Point, Unit


def actor_for(account: Account, town: Town | None) -> Actor:
    """What `account` is in `town`: its roles there, with its units, points and seat.

    County readers count in every town of their county, system administrators everywhere.
    One query.
    """
    held = list(Holding.objects.filter(account=account, until__isnull=True))
    if town is not None:
        held = [one for one in held if _counts_in(one, town)]
    return Actor(
        kind="account",
        name=str(account),
        account_id=account.pk,
        town_id=town.pk if town else None,
        roles=frozenset(one.role for one in held),
        unit_ids=frozenset(one.unit_id for one in held if one.unit_id),
        point_ids=frozenset(one.point_id for one in held if one.point_id),
        deputy_id=next((one.deputy_id for one in held if one.deputy_id), None),
    )


def _counts_in(held: Holding, town: Town) -> bool:
    if held.town_id is not None:
        return held.town_id == town.pk
    if held.role == Role.COUNTY:
        return held.county_code == town.county_code
    return held.role == Role.SYSTEM


def towns_of(account: Account) -> QuerySet[Town]:
    """The towns in which `account` holds anything, by name."""
    held = Holding.objects.filter(account=account, until__isnull=True)
    codes = held.filter(role=Role.COUNTY).values("county_code")
    if held.filter(role=Role.SYSTEM).exists():
        return Town.objects.order_by("name")
    return Town.objects.filter(
        Q(pk__in=held.values("town_id")) | Q(county_code__in=codes)
    ).order_by("name")


def active_points() -> QuerySet[Point]:
    """The station and points in use, the station first."""
    return Point.objects.filter(active=True).select_related("division")


def active_units() -> QuerySet[Unit]:
    """Handling units in use."""
    return Unit.objects.filter(active=True)


def unit_people() -> list[tuple[Unit, str]]:
    """The heads, then the clerks, of the units in use, as (unit, name); a unit without an account with ''."""
    held = Holding.objects.filter(
        until__isnull=True, role__in=(Role.HEAD, Role.CLERK), unit__active=True,
        unit__in=Unit.objects.all(), account__is_active=True,
    )  # fmt: skip
    # "head" comes after "clerk" in the alphabet.
    people: dict[int, list[str]] = {}
    for one in held.select_related("account").order_by("-role", "id"):
        people.setdefault(one.unit_id, []).append(one.account.name)
    return [
        (unit, name)
        for unit in active_units()
        for name in dict.fromkeys(people.get(unit.pk) or [""])
    ]


def unit_among(units: list[Unit], category: str) -> Unit | None:
    """The one of `units` whose duties name the category, else its group; None where none does."""
    for wanted in (category, category.split(".")[0]):
        for unit in units:
            if wanted in unit.categories:
                return unit
    return None
