"""What was counted, kept for some minutes: a busy page counts a large town once, not at each look."""

from __future__ import annotations

from django.core.cache import cache

from huying.core import clock
from huying.core.models import Town
from huying.records.vane.counting import Wanted, count
from huying.records.vane.figures import Figures

# The page says as of when it was counted. A neighbour who spoke just now is seen after so long.
SECONDS = 300


def figures(town: Town, wanted: Wanted) -> Figures:
    """The figures as they were counted within the last SECONDS, or counted now."""
    chosen = f"{wanted.period.key}:{wanted.division_id or ''}:{wanted.category}"
    key = f"vane:{town.pk}:{clock.today()}:{chosen}"
    kept = cache.get(key)
    if kept is None:
        kept = count(town, wanted)
        cache.set(key, kept, timeout=SECONDS)
    return kept
