"""The kinds that go straight to a unit, by a rule that the town sets."""

from __future__ import annotations

from django.db import transaction

from huying.core import ledger
from huying.core.models import Town
from huying.core.permissions import Actor, require
from huying.handling.models import DirectRule
from huying.town.models import Unit


@transaction.atomic
def set_direct(*, town: Town, by: Actor, category: str, unit: Unit, instruction: str) -> DirectRule:
    """Let ordinary matters of `category` go straight to `unit` from now on. Raises Denied."""
    require(by, "cases.direct_rules")
    rule, _new = DirectRule.objects.update_or_create(
        town=town, category=category, defaults={"unit": unit, "instruction": instruction}
    )
    _record(rule, "set_direct", by)
    return rule


@transaction.atomic
def drop_direct(*, rule: DirectRule, by: Actor) -> None:
    """Matters of its category go through the town office again. Raises Denied."""
    require(by, "cases.direct_rules")
    _record(rule, "drop_direct", by)
    rule.delete()


def _record(rule: DirectRule, verb: str, by: Actor) -> None:
    ledger.record(
        town_id=rule.town_id, kind="rule", verb=verb, subject_id=rule.pk, by=by,
        body={"category": rule.category, "unit": rule.unit.name},
    )  # fmt: skip
