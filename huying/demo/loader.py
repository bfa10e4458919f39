"""Loads the demo town once: the stage, the stories up to now, the sealed chain with its daily heads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from huying.core import clock, ledger
from huying.core.models import Event, LedgerHead, Message, Town
from huying.core.permissions import system_actor
from huying.core.tenancy import across_towns, in_town
from huying.demo.consultations import Consultations
from huying.demo.people import Cast, set_the_stage
from huying.demo.stories import Player
from huying.demo.suggestions import Suggestions
from huying.handling.direct import set_direct

DAYS = 731
DIRECT = {"roads.lights": "planning", "sanitation.garbage": "environment", "water.leak": "water"}


class Loaded:
    """What was loaded. faults: acts that the program refused; empty in a sound demo."""

    def __init__(self, town: Town, stories: int, acts: int, faults: list[str]) -> None:
        self.town, self.stories, self.acts, self.faults = town, stories, acts, faults


def is_loaded() -> bool:
    """Whether there is a demo town already."""
    return Town.objects.filter(is_demo=True).exists()


def load(progress: Callable[[int], None] | None = None) -> Loaded:
    """Load all of it in one transaction: a start that is killed half-way leaves nothing behind."""
    until = clock.now()
    with transaction.atomic():
        with clock.pretend(until - dt.timedelta(days=DAYS)):
            cast = set_the_stage()
        with in_town(cast.town):
            player = Player(cast, until)
            suggestions = Suggestions(player)
            with clock.pretend(until - dt.timedelta(days=DAYS)):
                suggestions.set_the_rules()
            stories = player.plan() + suggestions.plan() + Consultations(player).plan()
            acts = player.play(progress)
            _finish(cast)
    with transaction.atomic():
        ledger.seal_pending(limit=10**7)
        _daily_heads(cast.town)
    return Loaded(cast.town, stories, acts, player.faults)


def _finish(cast: Cast) -> None:
    for category, unit in DIRECT.items():
        set_direct(
            town=cast.town, by=system_actor(cast.town.pk), category=category,
            unit=cast.units[unit], instruction="小事直办，三天内去现场。",
        )  # fmt: skip
    # Messages of the past were sent in the past; only the last day's still go out.
    old = Message.objects.filter(created_at__lt=clock.now() - dt.timedelta(days=1))
    old.update(state=Message.State.SENT)


def _daily_heads(town: Town) -> None:
    with across_towns():
        heads: dict[dt.date, tuple[int, str]] = {}
        rows = Event.objects.filter(town=town).order_by("seq").values_list("at", "seq", "link")
        for at, seq, link in rows.iterator(chunk_size=5000):
            heads[timezone.localdate(at)] = (seq, link)
        heads.pop(clock.today(), None)
        LedgerHead.objects.bulk_create(
            [
                LedgerHead(town=town, day=day, seq=seq, link=link)
                for day, (seq, link) in sorted(heads.items())
            ]
        )
