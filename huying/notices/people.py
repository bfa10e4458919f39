"""Telling people who sign in: deputies, units, staff. Only those who gave a mail address are written to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huying.core import outbox
from huying.town.models import Account, Holding


def tell_deputies(
    town_id: int, deputies: Iterable[int], template: str, *, key: str, path: str, **context: Any
) -> None:
    """Tell the deputies with these ids, once for each key. path: the page below the town that it is about."""
    held = Holding.objects.filter(deputy__in=list(deputies), until__isnull=True)
    _tell(town_id, held, template, key, {"path": path, **context})


def tell_units(
    town_id: int, units: Iterable[int], template: str, *, key: str, path: str, **context: Any
) -> None:
    """Tell the clerks and heads of the units with these ids, once for each key."""
    held = Holding.objects.filter(unit__in=list(units), until__isnull=True)
    _tell(town_id, held, template, key, {"path": path, **context})


def _tell(town_id: int, held: Any, template: str, key: str, context: dict[str, Any]) -> None:
    people = Account.objects.filter(pk__in=held.values("account"), is_active=True).exclude(email="")
    for pk, email in people.values_list("pk", "email"):
        outbox.post(
            town_id=town_id, key=f"{key}:a{pk}", template=template, channel="mail", address=email,
            context=context, subject=("account", pk),
        )  # fmt: skip
