"""The demo town's lists and accounts, from `content/town.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from huying.core import clock
from huying.core.models import Town
from huying.core.permissions import Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.town import actions, tiles
from huying.town.models import Account, Deputy, Division, Point, Term, Unit
from huying.town.queries import actor_for

CONTENT = Path(__file__).with_name("content")
PASSWORD = "huying-demo"  # noqa: S105  shown to everybody who starts the demo


@dataclass
class Cast:
    """Who plays: the town, its lists by key, and an actor for each role and unit."""

    town: Town
    places: dict[str, Division] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)


def read(name: str) -> dict[str, Any]:
    """One content file."""
    with (CONTENT / name).open("rb") as file:
        return tomllib.load(file)


def set_the_stage() -> Cast:
    """Make the town with all its lists and accounts."""
    told = read("town.toml")
    about = told["town"]
    town = actions.open_town(
        code=about["code"],
        slug=about["slug"],
        name=about["name"],
        county_name=about["county"],
        is_demo=True,
        population=39_800,
        phone="0356-0000000",
        address="高都镇政府大院东楼一层",
    )
    cast = Cast(town)
    with in_town(town):
        _places(cast, told)
        _units(cast, told)
        _deputies(cast, told)
        _accounts(cast, told)
        tiles.arrange(town=cast.town, by=system_actor(cast.town.pk), text=told["tiles"])
    # One hash for all demo accounts: a hundred slow hashes would make the first start a minute longer.
    Account.objects.update(password=make_password(PASSWORD))
    return cast


def _places(cast: Cast, told: dict[str, Any]) -> None:
    by_code = {}
    for row in told["villages"]:
        division = Division.objects.create(town=cast.town, code=row["code"], name=row["short"])
        cast.places[row["short"]] = by_code[row["code"]] = division
    for row in told["points"]:
        cast.points[row["key"]] = Point.objects.create(
            town=cast.town,
            kind=row["kind"],
            key=row["key"],
            name=row["name"],
            division=by_code.get(row.get("village")),
            address=row.get("address", ""),
            reception=row.get("reception", ""),
        )


def _units(cast: Cast, told: dict[str, Any]) -> None:
    for row in told["unit"]:
        cast.units[row["key"]] = Unit.objects.create(
            town=cast.town,
            key=row["key"],
            name=row["name"],
            duties=row["duties"],
            categories=row["categories"],
            phone=row["phone"],
        )


def _deputies(cast: Cast, told: dict[str, Any]) -> None:
    start = clock.today().replace(month=5, day=1)
    start = start.replace(year=start.year - told["term"]["years_ago"])
    term = Term.objects.create(town=cast.town, number=told["term"]["number"], starts=start)
    divisions = {d.code: d for d in cast.places.values()}
    for row in told["deputies"]:
        deputy = Deputy.objects.create(
            town=cast.town,
            term=term,
            name=row["name"],
            card_no=row["card_no"],
            group=told["groups"][str(row["group"])],
            division=divisions.get(row.get("village")),
            gender=row["gender"],
            birth_year=row["birth_year"],
            occupation=row["occupation"],
            presidium=row["name"] in told["presidium"],
        )
        deputy.points.set([cast.points[key] for key in row["points"]])


def _accounts(cast: Cast, told: dict[str, Any]) -> None:
    """The first holder of each role signs in by the role's own name; the others are numbered."""
    for row in told["keepers"]:
        point = cast.points[row["point"]]
        name = "keeper" if row["point"] == "nanshe" else f"keeper-{row['point']}"
        _open(cast, name, row["name"], Role.KEEPER, point=point)
    for deputy in Deputy.objects.all():
        number = deputy.card_no.lower()
        name = "deputy" if number.endswith("0010") else f"deputy-{number}"
        account = _open(cast, name, deputy.name, Role.DEPUTY, deputy=deputy)
        if deputy.presidium:
            _grant(cast, account, Role.PRESIDIUM, deputy=deputy)
    for row in told["unit"]:
        unit = cast.units[row["key"]]
        for role in (Role.CLERK, Role.HEAD):
            plain = row["key"] == "water"
            name = str(role.value) if plain else f"{role.value}-{row['key']}"
            _open(cast, name, row[role.value]["name"], role, unit=unit)
    _several(cast, Role.OFFICE, told["office"]["members"])
    _several(cast, Role.LEADER, told["leader"])
    _several(cast, Role.STAFF, told["staff"])
    _several(cast, Role.PRESIDIUM, [{"name": told["presidium"][0]}])
    _several(cast, Role.AUDITOR, [told["auditor"]])
    _several(cast, Role.ADMIN, [told["town_admin"]])
    _several(cast, Role.COUNTY, [told["county_reader"]])
    _several(cast, Role.SYSTEM, [told["system_admin"]])


def _several(cast: Cast, role: Role, people: list[dict[str, Any]]) -> None:
    for number, person in enumerate(people, start=1):
        name = role.value if number == 1 else f"{role.value}-{number}"
        _open(cast, name, person["name"], role)


def _open(cast: Cast, username: str, name: str, role: Role, **where: Any) -> Account:
    account = actions.open_account(
        username=username, name=name, password=None, by=system_actor(cast.town.pk), town=cast.town
    )
    _grant(cast, account, role, **where)
    cast.actors[username] = actor_for(account, cast.town)
    return account


def _grant(cast: Cast, account: Account, role: Role, **where: Any) -> None:
    actions.grant_role(
        account=account, role=role, by=system_actor(cast.town.pk), town=cast.town, **where
    )
