"""After a second "not satisfied": the pack's next step, and what comes of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor
from huying.core.transitions import advance
from huying.handling.models import Case, NextStep
from huying.rulebook import queries as rulebook


@transaction.atomic
def record_next_step(
    *, case: Case, by: Actor, held_on: dt.date, people: str, conclusion: str,
    version: int | None = None,
) -> NextStep:  # fmt: skip
    """Record the expert review, the meeting, … that the pack asks for (河南 §22, 重庆乡镇 §27).

    The case stays with the congress until it is handled again, closed by the deputy's word, or ended.
    """
    if held_on > clock.today():
        raise HuyingError(_("日期还没有到，请在开过以后登记。"), field="held_on")
    kind = rulebook.choice(case.town, "suggestion.next_step")
    event = advance(
        case, "next_step", by=by, version=version,
        facts={"kind": kind, "held_on": held_on, "people": people, "conclusion": conclusion},
    )  # fmt: skip
    return NextStep.objects.create(
        town_id=case.town_id, case=case, round=case.round, kind=kind, held_on=held_on,
        people=people, conclusion=conclusion, recorded_by_id=by.account_id, at=event.at,
    )  # fmt: skip
