"""What a town chose for itself, and the calendar years that an administrator entered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.core import clock
from huying.core.tenancy import TownModel


class RuleChoice(TownModel):
    """The town's own number or option for a rule; the latest one stands, the earlier ones are its history."""

    key = models.CharField(max_length=60)
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    # Where unit is "choice": the option, and value is 0.
    code = models.CharField(max_length=40, blank=True, default="")
    # The pack that the town followed when it chose; '' in rows from before there were packs.
    pack = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField()
    chosen_by_id = models.BigIntegerField(null=True)
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "key", "-id"], name="choice_latest")]


class PackChoice(TownModel):
    """Whose rules the town follows; the latest one stands, the earlier ones are its history. None: the nation's."""

    pack = models.CharField(max_length=40)
    reason = models.TextField()
    chosen_by_id = models.BigIntegerField(null=True)
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "-id"], name="pack_latest")]


class CalendarYear(models.Model):
    """A year's days as entered by an administrator from the State Council's notice; for all towns."""

    year = models.PositiveSmallIntegerField(unique=True)
    # day (ISO) → [works, name], for every day that differs from a plain week.
    days = models.JSONField(default=dict)
    entered_by_id = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField(default=clock.now)
