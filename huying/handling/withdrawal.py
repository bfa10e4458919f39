"""Taking back: where nobody stands behind a matter any more, the unit need not work on it."""

from __future__ import annotations

from django.db import transaction

from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.handling.clock import NO_STEP
from huying.handling.judging import case_of
from huying.handling.leaving import leave
from huying.handling.states import OWING_STATES
from huying.voices import actions, triage
from huying.voices.models import Matter, Voice


@transaction.atomic
def withdraw_voice(*, voice: Voice, by: Actor, reason: str, version: int | None = None) -> None:
    """Take a voice back; with the last one the matter goes, and the work on it ends."""
    actions.withdraw_voice(voice=voice, by=by, reason=reason, version=version)
    _drop_work(Matter.objects.get(pk=voice.matter_id), reason)


@transaction.atomic
def withdraw_matter(*, matter: Matter, by: Actor, reason: str, version: int | None = None) -> None:
    """Close a matter without an answer, and the work on it with it."""
    triage.withdraw_matter(matter=matter, by=by, reason=reason, version=version)
    _drop_work(matter, reason)


def _drop_work(matter: Matter, reason: str) -> None:
    case = case_of(matter)
    if matter.state == "withdrawn" and case is not None and case.state in OWING_STATES:
        changes, lapsed = leave(case, "drop")
        advance(
            case, "drop", by=system_actor(matter.town_id), changes={**changes, **NO_STEP},
            facts={"reason": reason, **lapsed},
        )  # fmt: skip
