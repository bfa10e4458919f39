"""What was counted, kept for some minutes: a large town is counted now and then, not at each look."""

from __future__ import annotations

from django.core.cache import cache

from huying.core import clock
from huying.core.models import Town
from huying.core.tenancy import across_towns, in_town
from huying.records.vane import periods
from huying.records.vane.counting import Wanted, count
from huying.records.vane.figures import Figures

# The page says as of when it was counted: who spoke just now is seen after so long at most.
SECONDS = 300
# What most people look at, the worker counts ahead, so that nobody waits for it.
AHEAD = (periods.DEFAULT, periods.YEAR)


def figures(town: Town, wanted: Wanted) -> Figures:
    """The figures as they were counted within the last minutes, or counted now."""
    found = cache.get(_key(town, wanted))
    return found if found is not None else refresh(town, wanted)


def refresh(town: Town, wanted: Wanted) -> Figures:
    """Count now and keep it, twice as long as the worker takes to come again."""
    counted = count(town, wanted)
    cache.set(_key(town, wanted), counted, timeout=2 * SECONDS if _ahead(wanted) else SECONDS)
    return counted


def refresh_all() -> int:
    """Count every town's usual views. Returns for how many towns."""
    with across_towns():
        towns = list(Town.objects.all())
    for town in towns:
        with in_town(town):
            for key in AHEAD:
                refresh(town, Wanted(periods.period(key)))
    return len(towns)


def _ahead(wanted: Wanted) -> bool:
    return wanted.period.key in AHEAD and not (wanted.division_id or wanted.category)


def _key(town: Town, wanted: Wanted) -> str:
    chosen = f"{wanted.period.key}:{wanted.division_id or ''}:{wanted.category}"
    return f"vane:{town.pk}:{clock.today()}:{chosen}"
