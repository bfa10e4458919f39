"""The lead's written withdrawal, where units work on it already: their cases end with it."""

from __future__ import annotations

from django.db import transaction

from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.handling.clock import NO_STEP
from huying.handling.leaving import leave
from huying.handling.states import CASE
from huying.handling.suggestions.origin import cases_of
from huying.suggestions import examining, progress
from huying.suggestions.models import Suggestion


@transaction.atomic
def withdraw(*, suggestion: Suggestion, by: Actor, reason: str, version: int | None = None) -> None:
    """End it by the lead's written word; what it carried goes back to the congress staff."""
    # Its cases first, in their order, as whoever signs a reply takes them.
    cases = list(cases_of(suggestion).select_for_update(of=("self",)))
    examining.withdraw(suggestion=suggestion, by=by, reason=reason, version=version)
    for case in cases:
        if case.state not in CASE.moves["drop"].sources:
            continue
        changes, lapsed = leave(case, "drop")
        advance(
            case, "drop", by=system_actor(suggestion.town_id), changes={**changes, **NO_STEP},
            facts={"reason": reason, **lapsed},
        )  # fmt: skip
    progress.let_go(suggestion, reason)
