"""The one place where towns are kept apart.

Every model that belongs to a town takes `TownModel`; its default manager reads only inside
`with in_town(town):` and then only that town's rows, and raises outside it. What must cross towns (the
worker, the county's sums, the command line) says so with `across_towns()`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from django.db import models
from django_scopes import ScopedManager, scope, scopes_disabled

if TYPE_CHECKING:
    from huying.core.models import Town


def in_town(town: Town) -> AbstractContextManager[Any]:
    """Read and write this town's rows only."""
    within: AbstractContextManager[Any] = scope(town=town)
    return within


def across_towns() -> AbstractContextManager[Any]:
    """Read every town's rows; for the worker, the county's sums and commands, never for a page."""
    across: AbstractContextManager[Any] = scopes_disabled()
    return across


class TownModel(models.Model):
    """A row of one town."""

    # No index of its own: each list has one that starts with the town, and SQLite without statistics
    # would take this one and walk every row of the town.
    town = models.ForeignKey(
        "core.Town", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedManager(town="town")  # type: ignore[django-manager-missing]

    class Meta:
        abstract = True
