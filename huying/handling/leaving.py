"""What a case leaves in order when it goes on: no clock that stands for ever, no request that nobody can decide."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from huying.handling import clock
from huying.handling.models import Case, Request
from huying.handling.states import CASE

Fields = dict[str, Any]


def locked(case: Case) -> Case:
    """The case as it stands now, kept so until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def leave(case: Case, verb: str) -> tuple[Fields, Fields]:
    """The changes and facts with which `verb` takes a case on: a stopped clock runs, waiting requests lapse.

    Call it in the verb's transaction, before `advance`.
    """
    fresh = locked(case)
    return clock.resumed(fresh), _lapse(fresh, verb)


def _lapse(case: Case, verb: str) -> Fields:
    waiting = case.requests.filter(state=Request.State.ASKED)
    kinds = list(waiting.order_by("id").values_list("kind", flat=True))
    if not kinds:
        return {}
    said = {"move": CASE.moves[verb].label}
    # Not granted, but by nobody: `decided_at` stays empty.
    waiting.update(
        state=Request.State.DENIED, note=_("办件已经“%(move)s”，这个申请不用再答复。") % said
    )
    return {"lapsed": kinds}
