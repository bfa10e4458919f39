"""Cases on their way: opened, assigned, accepted, reassigned, ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core import clock as the_clock
from huying.core import ledger
from huying.core.errors import HuyingError
from huying.core.permissions import Actor, system_actor
from huying.core.transitions import advance
from huying.handling import clock
from huying.handling.leaving import Fields, leave
from huying.handling.matters import KIND as MATTER
from huying.handling.models import Case, CoHandler, DirectRule, Request
from huying.handling.origins import ORIGINS, origin_of
from huying.handling.requests import decide
from huying.town.models import Unit
from huying.voices.models import Matter, Urgency


def open_case(*, town_id: int, origin_kind: str, origin_id: int, by: Actor, part: int = 0) -> Case:
    """Open the work on an origin; it waits to be assigned. One open case for each part of an origin."""
    origin = ORIGINS[origin_kind]
    brief = origin.brief(origin_id)
    case = Case(
        town_id=town_id, origin_kind=origin_kind, origin_id=origin_id, part=part,
        title=brief.title, urgency=brief.urgency, opened_at=the_clock.now(),
        state_since=the_clock.now(),
    )  # fmt: skip
    if "assign" in origin.rules:
        for name, value in clock.step(case, "assign", the_clock.today()).items():
            setattr(case, name, value)
    case.save(force_insert=True)
    ledger.record(
        town_id=town_id, kind="case", verb="open", subject_id=case.pk, by=by, after=case.state,
        body={"origin": [origin_kind, origin_id]},
    )  # fmt: skip
    return case


@transaction.atomic
def route_to_town(
    *, matter: Matter, by: Actor, instruction: str = "", version: int | None = None
) -> Case:
    """Send a matter to the town: to the office's desk, or straight to a unit where a rule says so."""
    if not matter.title:
        raise HuyingError(_("请先写好标题和公开内容，再交镇里办理。"), field="title")
    advance(
        matter, "route_town", by=by, version=version,
        facts={"summary": matter.summary, "instruction": instruction},
    )  # fmt: skip
    case = open_case(town_id=matter.town_id, origin_kind=MATTER, origin_id=matter.pk, by=by)
    rule = DirectRule.objects.filter(category=matter.category).select_related("unit").first()
    if rule is not None and matter.urgency == Urgency.ORDINARY and rule.unit.active:
        _assign(
            case, "assign_directly", by=by, lead=rule.unit, cohandlers=[],
            instruction=instruction or rule.instruction, simple=True,
        )  # fmt: skip
    elif instruction:
        Case.objects.filter(pk=case.pk).update(instruction=instruction)
        case.instruction = instruction
    return case


def assign(
    *,
    case: Case,
    by: Actor,
    lead: Unit,
    cohandlers: list[Unit] | None = None,
    instruction: str = "",
    simple: bool = False,
    version: int | None = None,
) -> None:
    """Hand a case to a unit as lead, with co-handlers, the town's instruction and a due date."""
    _assign(
        case, "assign", by=by, lead=lead, cohandlers=cohandlers or [], instruction=instruction,
        simple=simple, version=version,
    )  # fmt: skip


def reassign(
    *,
    case: Case,
    by: Actor,
    lead: Unit,
    reason: str,
    cohandlers: list[Unit] | None = None,
    version: int | None = None,
) -> None:
    """Name another lead. The reply's clock runs on; a waiting request to refuse is granted, others lapse."""
    with transaction.atomic():
        decide(case, Request.Kind.REFUSE, Request.State.GRANTED, reason)
        changes, lapsed = leave(case, "reassign")
        _assign(
            case, "reassign", by=by, lead=lead, cohandlers=cohandlers or [], simple=False,
            instruction=case.instruction, version=version, changes=changes,
            facts={"reason": reason, **lapsed},
        )  # fmt: skip


@transaction.atomic
def _assign(
    case: Case,
    verb: str,
    *,
    by: Actor,
    lead: Unit,
    cohandlers: list[Unit],
    instruction: str,
    simple: bool,
    version: int | None = None,
    changes: Fields | None = None,
    facts: Fields | None = None,
) -> None:
    if lead in cohandlers:
        raise HuyingError(_("主办单位不能同时是协办单位。"), field="cohandlers")
    today = the_clock.today()
    changes = {
        "lead_id": lead.pk, "instruction": instruction, "assigned_at": the_clock.now(),
        **clock.step(case, "refuse", today), **(changes or {}),
    }  # fmt: skip
    # The resident's clock starts once; another unit inherits what is left of it.
    if case.due_start is None:
        changes |= clock.start(case, origin_of(case).reply_rule(case, simple=simple), today)
    advance(
        case, verb, by=by, version=version, changes=changes,
        facts={
            "lead": lead.name, "cohandlers": [unit.name for unit in cohandlers],
            "instruction": instruction, "due": str(changes.get("due", case.due)), **(facts or {}),
        },
    )  # fmt: skip
    case.lead = lead
    _name_helpers(case, cohandlers, today)
    origin_of(case).assigned(case, by)


def _name_helpers(case: Case, cohandlers: list[Unit], today: dt.date) -> None:
    CoHandler.objects.filter(case=case, round=case.round, given_at__isnull=True).exclude(
        unit__in=cohandlers
    ).delete()
    due = clock.due_for(case, "opinion", today)
    for unit in cohandlers:
        CoHandler.objects.get_or_create(
            case=case, unit=unit, round=case.round,
            defaults={"town_id": case.town_id, "due": due.date, "due_basis": due.to_json()},
        )  # fmt: skip


@transaction.atomic
def hand_back(*, case: Case, by: Actor, reason: str, version: int | None = None) -> None:
    """Not the town's to handle: back to the congress staff, with the reason."""
    advance(
        case, "hand_back", by=by, version=version, changes=clock.NO_STEP, facts={"reason": reason}
    )
    origin_of(case).returned(case, reason, by)


def accept(*, case: Case, by: Actor, version: int | None = None) -> None:
    """Sign for a case. Where its rules say so, the next step is to contact the deputy."""
    day = the_clock.day_of(case.assigned_at) if case.assigned_at else the_clock.today()
    changes = clock.step_if_known(case, "contact", day)
    advance(case, "accept", by=by, version=version, changes=changes)


@transaction.atomic
def give_opinion(*, case: Case, unit: Unit, by: Actor, text: str) -> None:
    """A co-handler's opinion for the lead; may be replaced until the reply is signed."""
    advance(case, "give_opinion", by=by, facts={"text": text, "unit": unit.name})
    if by.kind != "system" and unit.pk not in by.unit_ids:
        raise HuyingError(_("只能替本单位提交协办意见。"))
    CoHandler.objects.filter(case=case, unit=unit, round=case.round).update(
        opinion=text, given_at=the_clock.now()
    )


@transaction.atomic
def end_case(*, case: Case, by: Actor, reason: str, version: int | None = None) -> None:
    """End a case that cannot be settled, with reasons that everybody behind it is told."""
    changes, lapsed = leave(case, "end")
    advance(
        case, "end", by=by, version=version, changes={**changes, **clock.NO_STEP},
        facts={"reason": reason, **lapsed},
    )  # fmt: skip
    origin_of(case).ended(case, reason, system_actor(case.town_id))
