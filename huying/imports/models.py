"""What came in with one table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.core import clock
from huying.core.tenancy import TownModel


class ImportBatch(TownModel):
    """One spreadsheet brought in; may be undone within the town's limit.

    kind: of which things (see `kinds`). mapping: which column was which. answers: what the person said to
    the questions that the table raised. made: ids of what had to be entered for it besides, by sort.
    """

    kind = models.CharField(max_length=16, default="voices")
    filename = models.CharField(max_length=200)
    entered_by_id = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    token = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["town", "token"], condition=~models.Q(token=""), name="batch_once"
            ),
        ]
