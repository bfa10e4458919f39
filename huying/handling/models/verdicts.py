"""What the residents made of an answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.tenancy import TownModel
from huying.voices.models import Matter, Support, Voice


class Grade(models.TextChoices):
    """The three legal grades."""

    SATISFIED = "satisfied", _("满意")
    MOSTLY = "mostly_satisfied", _("基本满意")
    DISSATISFIED = "dissatisfied", _("不满意")


class Verdict(TownModel):
    """What one resident made of one round's answer; may be changed, the changes are in the ledger."""

    class By(models.TextChoices):
        SELF = "self", _("本人")
        KEEPER = "keeper", _("联络员代录")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, related_name="verdicts")
    supporter = models.ForeignKey(
        Support, on_delete=models.PROTECT, null=True, related_name="verdicts"
    )
    grade = models.CharField(max_length=16, choices=Grade.choices)
    solved = models.BooleanField()
    word = models.TextField(_("说一句"), blank=True)
    by = models.CharField(max_length=8, choices=By.choices, default=By.SELF)
    taken_by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # Rounds are the matter's: a merge brings a person to the first of another.
            models.UniqueConstraint(fields=["voice", "matter", "round"], name="verdict_voice_once"),
            models.UniqueConstraint(
                fields=["supporter", "matter", "round"], name="verdict_support_once"
            ),
            models.CheckConstraint(
                condition=models.Q(voice__isnull=False) ^ models.Q(supporter__isnull=False),
                name="verdict_of_one_person",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["matter", "round"], name="verdict_matter")]


# Verdicts of a matter's present answer, by those who stand behind the matter now.
PRESENT = models.Q(round=models.F("matter__round")) & (
    models.Q(voice__matter=models.F("matter"), voice__state="received")
    | models.Q(supporter__matter=models.F("matter"))
)


class Recheck(TownModel):
    """A verdict drawn at random to be asked again by a third person."""

    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="recheck")
    drawn_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by_id = models.BigIntegerField(null=True)
    reached = models.BooleanField(null=True)
    grade = models.CharField(max_length=16, choices=Grade.choices, blank=True)
    solved = models.BooleanField(null=True)
    note = models.TextField(blank=True)
