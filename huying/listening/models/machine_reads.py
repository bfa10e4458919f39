"""Voices whose words a machine read from a paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.core.tenancy import TownModel
from huying.voices.models import Voice


class MachineRead(TownModel):
    """How a voice's words came off its paper. What the machine read is not kept: the picture is.

    pages: how many pictures were read. doubtful: lines of which the machine was not sure. changed: how much of
    what it read was changed by the person who entered it, in percent of the characters.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="machine_read")
    pages = models.PositiveSmallIntegerField()
    doubtful = models.PositiveSmallIntegerField(default=0)
    changed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "voice"], name="machine_reads")]
