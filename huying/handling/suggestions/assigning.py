"""Assigning (交办): at a meeting, or one or a few between sessions; one act for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError, Missing
from huying.core.permissions import Actor, require, system_actor
from huying.core.transitions import advance
from huying.handling import clock
from huying.handling.actions import assign, open_case
from huying.handling.models import Case
from huying.handling.origins import origin_of
from huying.handling.states import OWING_STATES
from huying.handling.suggestions.origin import ORDINARY, WIDE, cases_of
from huying.notices.people import tell_units
from huying.suggestions import examining
from huying.suggestions.examining import KIND
from huying.suggestions.models import Suggestion
from huying.town.models import Unit


@dataclass(frozen=True)
class Plan:
    """Who is to handle one suggestion.

    others: units that help the lead (会办), or with `separately` reply each for themselves (分办).
    """

    suggestion: Suggestion
    lead: Unit
    others: list[Unit] = field(default_factory=list)
    separately: bool = False
    instruction: str = ""


@transaction.atomic
def assign_all(plans: Iterable[Plan], *, by: Actor) -> list[Case]:
    """Assign every plan or none: cases opened, clocks started, units told. Returns the cases.

    Raises Missing or HuyingError, naming the suggestion that cannot be assigned.
    """
    require(by, "meetings.hold")
    return [case for plan in plans for case in _assign_one(plan, by)]


def _assign_one(plan: Plan, by: Actor) -> list[Case]:
    suggestion = Suggestion.objects.select_for_update(of=("self",)).get(pk=plan.suggestion.pk)
    if suggestion.state != "accepted":
        raise HuyingError(
            _("%(code)s《%(title)s》现在是“%(state)s”，不能交办。")
            % {
                "code": suggestion.code, "title": suggestion.title,
                "state": suggestion.get_state_display(),
            }
        )  # fmt: skip
    if plan.lead is None:
        raise Missing(_("%(code)s还没有定承办单位。") % {"code": suggestion.code}, field="lead")
    units = [plan.lead, *plan.others]
    if len({unit.pk for unit in units}) < len(units):
        raise HuyingError(
            _("%(code)s：同一个单位写了两次。") % {"code": suggestion.code}, field="others"
        )
    alone = [(unit, []) for unit in units] if plan.separately else [(plan.lead, plan.others)]
    cases = []
    for part, (unit, helpers) in enumerate(alone):
        case = open_case(
            town_id=suggestion.town_id, origin_kind=KIND, origin_id=suggestion.pk, by=by, part=part
        )
        assign(case=case, by=by, lead=unit, cohandlers=helpers, instruction=plan.instruction)
        cases.append(case)
        tell_units(
            suggestion.town_id, [one.pk for one in (unit, *helpers)], "case_assigned",
            key=f"assigned:{case.pk}:{case.version}", path=f"cases/{case.pk}/",
            title=suggestion.title,
        )  # fmt: skip
    examining.tell_authors(suggestion, "suggestion_assigned")
    return cases


@transaction.atomic
def classify(
    *, suggestion: Suggestion, by: Actor, wide: bool, reason: str, version: int | None = None
) -> None:
    """Say whether it is wide or difficult; where units have it already, their dates move with it.

    A case that is handled again keeps the period of handling again.
    """
    examining.classify(suggestion=suggestion, by=by, wide=wide, reason=reason, version=version)
    system = system_actor(suggestion.town_id)
    for case in cases_of(suggestion).filter(state__in=OWING_STATES, due_rule__in=(ORDINARY, WIDE)):
        due = clock.due_of(case)
        advance(
            case, "redate", by=system,
            changes={"due_rule": due.rule, "due": due.date, "due_basis": due.to_json()},
            facts={"rule": due.rule, "to": str(due.date), "reason": reason},
        )  # fmt: skip
        origin_of(case).assigned(case, system)
