"""A county of twenty towns with ten years of suggestions and what became of each, written in bulk.

    python -m bench.generate_suggestions 100 1000 50000

into the database that the settings name: a county for each size, so that pages of small and large towns
can be compared in one database. A county that stands already is left as it is.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import django

from bench.suggestion_texts import VILLAGES, name

TOWNS, YEARS, A_TOWN_HAS = 20, 10, 40
DEPUTIES, GROUPS = 70, ("第一小组", "第二小组", "第三小组", "第四小组", "第五小组", "第六小组")
UNITS = {
    "水利站": ["water"], "交通管理站": ["roads", "safety.traffic"], "城建环卫所": ["sanitation"],
    "社会事务办公室": ["welfare"], "中心校": ["education"], "卫生院": ["health"],
    "生态环境办公室": ["environment"], "住房建设办公室": ["housing"], "农业综合服务中心": ["farming"],
    "应急管理办公室": ["safety"], "供电所": ["power"], "党政综合办公室": ["village", "service"],
}  # fmt: skip
PASSWORD = "correct-horse-7-battery"


@dataclass
class Place:
    """A town with everything that its suggestions name. terms: with their sessions and deputies, the latest last."""

    town: Any
    size: int
    divisions: list[Any] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)
    terms: list[tuple[Any, list[Any], list[Any]]] = field(default_factory=list)


def main(sizes: list[int]) -> None:
    """Make a county for each size and say how long it took."""
    django.setup()
    from huying.core.models import Town

    for size in sizes:
        start = time.perf_counter()
        if Town.objects.filter(slug=slug(size, 0)).exists():
            print(f"{size:,} suggestions: stand already")
            continue
        made = county(size, start)
        seal()
        print(f"\r{made:,} suggestions in {time.perf_counter() - start:.0f} s          ")
    refresh()


def slug(size: int, number: int) -> str:
    """The address of a county's town."""
    return f"s{size}-{number + 1:02d}"


def county(size: int, start: float) -> int:
    """All towns of one county. Returns how many suggestions were made."""
    from bench.suggestion_lives import fill
    from huying.core.tenancy import in_town

    rng = random.Random(size)
    done = 0
    for number, share in enumerate(shares(rng, size)):
        place = make_place(rng, size, number, share)
        with in_town(place.town):
            done += fill(rng, place)
            if number == 0:
                make_accounts(place)
        print(f"\r{done:,} suggestions, {time.perf_counter() - start:.0f} s", end="", flush=True)
    return done


def shares(rng: random.Random, size: int) -> list[int]:
    """How many of the county's suggestions each town has; the first the most."""
    towns = max(1, min(TOWNS, size // A_TOWN_HAS))
    weights = [2.0, *(rng.uniform(0.7, 1.1) for _each in range(towns - 1))]
    parts = [int(size * weight / sum(weights)) for weight in weights]
    return [parts[0] + size - sum(parts), *parts[1:]]


def make_place(rng: random.Random, size: int, number: int, share: int) -> Place:
    """A town: its villages, units, three terms with their sessions and deputies."""
    from huying.core.tenancy import in_town
    from huying.town import actions
    from huying.town.models import Division, Point, Unit

    code = f"{610000 + size % 9973:06d}{101 + number:03d}"
    town = actions.open_town(
        code=code, slug=slug(size, number), name=f"量测{number + 1:02d}镇", county_name="量测县"
    )
    place = Place(town, share)
    with in_town(town):
        place.divisions = Division.objects.bulk_create(
            Division(town=town, code=f"{code}{201 + at}", name=village)
            for at, village in enumerate(VILLAGES)
        )
        Point.objects.create(town=town, kind="station", key="station", name="中心联络站")
        place.units = Unit.objects.bulk_create(
            Unit(
                town=town, key=f"unit{at}", name=unit, categories=groups, duties=[f"负责{unit}业务"]
            )
            for at, (unit, groups) in enumerate(UNITS.items())
        )
        make_terms(rng, place)
    return place


def make_terms(rng: random.Random, place: Place) -> None:
    """Terms of five years, the last one begun this year; two sessions a year, those that have opened."""
    from huying.congress.models import Session
    from huying.core import clock
    from huying.town.models import Deputy, Term

    today, town = clock.today(), place.town
    for number, first in enumerate((today.year - 10, today.year - 5, today.year), start=16):
        ends = dt.date(first + 4, 12, 31) if first < today.year else None
        term = Term.objects.create(town=town, number=number, starts=dt.date(first, 1, 1), ends=ends)
        opens = [
            dt.date(year, month, day)
            for year in range(first, first + 5)
            for month, day in ((3, 16), (9, 8))
        ]
        held = Session.objects.bulk_create(
            Session(town=town, term=term, number=at, opens=day, closes=day + dt.timedelta(days=1))
            for at, day in enumerate(opens, start=1)
            if day < today
        )
        deputies = Deputy.objects.bulk_create(
            Deputy(
                town=town, term=term, name=name(rng), card_no=f"{at:03d}", active=ends is None,
                group=GROUPS[at % len(GROUPS)], division=place.divisions[at % len(place.divisions)],
            )
            for at in range(DEPUTIES)
        )  # fmt: skip
        place.terms.append((term, held, deputies))


def make_accounts(place: Place) -> None:
    """An account for each desk of the first town, and the county's reader."""
    from huying.core.permissions import Role, system_actor
    from huying.town import actions

    by, town = system_actor(place.town.pk), place.town
    _term, _sessions, deputies = place.terms[-1]
    for role in (Role.STAFF, Role.CLERK, Role.DEPUTY, Role.COUNTY):
        account = actions.open_account(
            username=f"{town.slug}-{role}", name=str(Role(role).label), password=PASSWORD, by=by,
            town=town,
        )  # fmt: skip
        actions.grant_role(
            account=account, role=role, by=by, town=town,
            unit=place.units[1] if role == Role.CLERK else None,
            deputy=deputies[0] if role == Role.DEPUTY else None,
        )  # fmt: skip


def unit_for(place: Place, category: str) -> Any:
    """The unit whose duties name the category."""
    return next(
        (u for u in place.units if category in u.categories or category.split(".")[0] in u.categories),
        place.units[-1],
    )  # fmt: skip


def seal() -> None:
    """Number and link what was written, as the worker would."""
    from huying.core import ledger

    while ledger.seal_pending(10**6):
        pass


def refresh() -> None:
    """What the databases do by themselves after a while: look at how their tables are filled."""
    from django.db import connection

    from huying.core.upkeep import refresh_statistics

    if not refresh_statistics():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [50_000])
