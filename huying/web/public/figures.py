"""The front page's figures: counted now and then, shown with the moment they were counted.

No page counts a table: the worker's duty counts, the page reads what was counted last.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, Sum

from huying.core import clock
from huying.core.models import Town
from huying.core.tenancy import across_towns, in_town
from huying.handling.models import PRESENT, Grade, Verdict
from huying.voices.models import Kind, Matter

EVERY_SECONDS = 300
# Where no worker runs, a page counts anew once the last count is this old.
STALE = dt.timedelta(hours=2)
CONTENT = (Grade.SATISFIED, Grade.MOSTLY)


def figures(town: Town) -> dict[str, Any]:
    """The figures as they were counted last: see `count` for the keys."""
    kept = cache.get(_key(town))
    if kept is None or clock.now() - kept["at"] > STALE:
        kept = refresh(town)
    return kept


def refresh(town: Town) -> dict[str, Any]:
    """Count now and keep it."""
    counted = count(town)
    cache.set(_key(town), counted, timeout=None)
    return counted


def refresh_all() -> int:
    """Count every town's figures. Returns for how many."""
    with across_towns():
        towns = list(Town.objects.all())
    for town in towns:
        with in_town(town):
            refresh(town)
    return len(towns)


def count(town: Town) -> dict[str, Any]:
    """Two queries. at: when. Thanks, merged and withdrawn matters are in none of the numbers.

    all, shown: matters said, and those on the register. answered: of the public ones; waiting: those
    not yet answered. asked: residents behind answered public matters; judged: how many of
    them graded the present answer. given: every grade of every round, so that a "not" which led to
    another round counts; content: those with 满意 or 基本满意; solved: those that said it is solved.
    """
    of_matter = Q(public=True)
    answered = of_matter & Q(state__in=("answered", "closed", "redirected"))
    judgeable = of_matter & Q(state__in=("answered", "closed"))
    told = Matter.objects.filter(town=town).exclude(kind=Kind.THANKS).exclude(
        state__in=("merged", "withdrawn")
    ).aggregate(
        all=Count("id"), shown=Count("id", filter=of_matter), answered=Count("id", filter=answered),
        asked=Sum(F("voice_count") + F("support_count"), filter=judgeable),
    )  # fmt: skip
    present = PRESENT & Q(matter__state__in=("answered", "closed"))
    graded = Verdict.objects.filter(town=town, matter__public=True).aggregate(
        judged=Count("id", filter=present), given=Count("id"), content=Count("id", filter=Q(grade__in=CONTENT)),
        solved=Count("id", filter=Q(solved=True)),
    )  # fmt: skip
    figures = {**told, **graded, "at": clock.now()}
    figures["asked"] = figures["asked"] or 0
    figures["private"] = figures["all"] - figures["shown"]
    figures["waiting"] = figures["shown"] - figures["answered"]
    figures["unjudged"] = max(0, figures["asked"] - figures["judged"])
    return figures


def _key(town: Town) -> str:
    return f"public-figures:{town.pk}"
