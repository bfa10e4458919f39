"""A unit's requests to whoever assigned it: to be rid of a case, for more time; and the stopped clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock as the_clock
from huying.core.errors import HuyingError
from huying.core.permissions import Actor
from huying.core.transitions import advance
from huying.handling import clock
from huying.handling.leaving import locked
from huying.handling.models import Case, Request
from huying.handling.origins import origin_of
from huying.rulebook import queries as rulebook


@transaction.atomic
def refuse(*, case: Case, by: Actor, reason: str, version: int | None = None) -> Request:
    """Ask the office to take a case back, in time and with a reason; never pass it on."""
    if case.step_due is not None and the_clock.today() > case.step_due:
        raise HuyingError(
            _("申请退办的期限是 %(day)s，已经过了。请先签收办理，或与党政办商量。")
            % {"day": case.step_due.isoformat()},
            code="too_late",
        )
    # Where the rules know one, the date by which whoever assigned it must say what is to be.
    changes: dict[str, Any] = {}
    if "reassign" in origin_of(case).rules:
        changes = clock.step(case, "reassign", the_clock.today())
    advance(case, "refuse", by=by, version=version, facts={"reason": reason}, changes=changes)
    assert case.lead is not None
    return Request.objects.create(
        town_id=case.town_id, case=case, kind=Request.Kind.REFUSE, unit=case.lead, reason=reason,
        asked_at=the_clock.now(),
    )  # fmt: skip


@transaction.atomic
def insist(*, case: Case, by: Actor, reason: str, version: int | None = None) -> None:
    """The office does not take it back: the unit handles it."""
    advance(
        case, "insist", by=by, version=version, facts={"reason": reason},
        changes=clock.step(case, "accept", the_clock.today()),
    )  # fmt: skip
    decide(case, Request.Kind.REFUSE, Request.State.DENIED, reason)


@transaction.atomic
def ask_extension(
    *, case: Case, by: Actor, workdays: int, reason: str, version: int | None = None
) -> Request:
    """Ask for more working days, before the due date and within the limit (see `most_workdays`)."""
    most = most_workdays(case)
    if not 1 <= workdays <= most:
        raise HuyingError(
            _("延期最多 %(most)s 个工作日，请填 1 到 %(most)s。") % {"most": most}, field="workdays"
        )
    if case.due is not None and the_clock.today() > case.due:
        raise HuyingError(_("已经过了答复期限，不能再申请延期。请尽快答复。"), code="too_late")
    if case.requests.filter(kind=Request.Kind.EXTEND, state=Request.State.ASKED).exists():
        raise HuyingError(_("上一次延期申请还没有答复，请等党政办决定。"))
    advance(
        case, "ask_extension", by=by, version=version, facts={"reason": reason, "value": workdays}
    )
    assert case.lead is not None
    return Request.objects.create(
        town_id=case.town_id, case=case, kind=Request.Kind.EXTEND, unit=case.lead, reason=reason,
        value=workdays, asked_at=the_clock.now(),
    )  # fmt: skip


def most_workdays(case: Case) -> int:
    """How many working days may be asked for: the town's limit, or up to the origin's last day.

    Raises HuyingError where the origin's rules know no extension.
    """
    last = origin_of(case).longest(case)
    if last is None or case.due is None:
        return int(rulebook.value(case.town, "case.extension_max"))
    days = rulebook.calendar()
    span = (last - case.due).days
    return sum(days.is_workday(case.due + dt.timedelta(days=n)) for n in range(1, span + 1))


@transaction.atomic
def decide_extension(
    *, request: Request, by: Actor, grant: bool, note: str = "", version: int | None = None
) -> None:
    """Grant more time or not; a granted one moves the due date and is seen by the residents."""
    case = request.case
    if request.state != Request.State.ASKED:
        raise HuyingError(_("这个申请已经答复过了。"))
    if not grant:
        advance(case, "deny_extension", by=by, version=version, facts={"reason": note})
        decide(case, Request.Kind.EXTEND, Request.State.DENIED, note)
        return
    case.extensions = [*case.extensions, {"value": request.value, "unit": "working_days"}]
    due = clock.due_of(case)
    advance(
        case, "grant_extension", by=by, version=version,
        changes={"extensions": case.extensions, "due": due.date, "due_basis": due.to_json()},
        facts={"value": request.value, "due": str(due.date), "note": note},
    )  # fmt: skip
    decide(case, Request.Kind.EXTEND, Request.State.GRANTED, note)
    origin_of(case).assigned(case, by)


def stop_clock(*, case: Case, by: Actor, reason: str, version: int | None = None) -> None:
    """Stop the clock while something that the unit cannot hurry is waited for."""
    stops = [*case.stops, {"from": the_clock.today().isoformat(), "to": None, "reason": reason}]
    advance(
        case, "stop_clock", by=by, version=version, changes={"stops": stops},
        facts={"reason": reason},
    )  # fmt: skip


@transaction.atomic
def resume_clock(*, case: Case, by: Actor, version: int | None = None) -> None:
    """Let the clock run again; the days that it stood do not count."""
    changes = clock.resumed(locked(case))
    advance(
        case, "resume_clock", by=by, version=version, changes=changes,
        facts={"due": str(changes.get("due", case.due))},
    )  # fmt: skip
    origin_of(case).assigned(case, by)


def decide(case: Case, kind: str, state: str, note: str) -> None:
    """Answer the waiting request of this kind, if one waits."""
    case.requests.filter(kind=kind, state=Request.State.ASKED).update(
        state=state, note=note, decided_at=the_clock.now()
    )
