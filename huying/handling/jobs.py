"""What the worker does for cases, town by town."""

from __future__ import annotations

from huying.core.models import Town
from huying.core.tenancy import in_town
from huying.handling import judging
from huying.handling.suggestions.opinions import settle_unreturned


def settle_answers() -> int:
    """Close what has been judged or whose time is over, in every town. Returns how many."""
    done = 0
    for town in Town.objects.order_by("id"):
        with in_town(town):
            done += judging.settle_due(town)
            done += settle_unreturned(town)
    return done
