"""What belongs to a case of a deputies' suggestion: the meeting with the deputy, their verdict, the next step."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.models import StoredFile
from huying.core.tenancy import TownModel
from huying.handling.models.cases import Case
from huying.handling.models.verdicts import Grade
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy, Unit


class Consultation(TownModel):
    """A unit's contact with the deputies before it replies (面商, 代表法 2025 §51); a deputy confirms it."""

    class How(models.TextChoices):
        VISIT = "visit", _("登门拜访")
        MEETING = "meeting", _("座谈")
        PHONE = "phone", _("电话")
        ONLINE = "online", _("视频、网络")
        IN_SESSION = "in_session", _("会议期间当面")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(_("方式"), max_length=12, choices=How.choices)
    where = models.CharField(_("地点"), max_length=120, blank=True)
    held_on = models.DateField(_("时间"))
    people = models.CharField(_("单位参加人"), max_length=200)
    said = models.TextField(_("谈了什么"))
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    answered_by = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # True: the deputy confirms it; False: it was not so; empty: not said yet.
    confirmed = models.BooleanField(null=True)
    deputy_note = models.CharField(_("代表说明"), max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["town", "held_on"], name="consultation_day"),
            # Few wait for a deputy's word, of all that a town ever recorded.
            models.Index(
                fields=["town", "case"],
                name="consultation_unanswered",
                condition=models.Q(answered_at__isnull=True),
            ),
        ]


class Opinion(TownModel):
    """A deputy's feedback form (征询意见表): of the reply, or of a commitment that was shown done."""

    class About(models.TextChoices):
        REPLY = "reply", _("对答复")
        COMMITMENT = "commitment", _("对承诺落实")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=10, choices=About.choices, default=About.REPLY)
    leads = models.BooleanField(_("领衔"))
    attitude = models.CharField(_("对办理态度"), max_length=16, choices=Grade.choices, blank=True)
    result = models.CharField(_("对办理结果"), max_length=16, choices=Grade.choices)
    word = models.TextField(_("意见"), blank=True)
    entered_by_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "deputy", "round", "about"], name="opinion_once"
            ),
        ]


class NextStep(TownModel):
    """What followed a second "not satisfied": an expert review, a meeting, … as the pack says."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="next_steps")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    held_on = models.DateField(_("时间"))
    people = models.TextField(_("参加人"))
    conclusion = models.TextField(_("结论"))
    recorded_by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class SignedPaper(TownModel):
    """The scan of a signed, sealed paper, back at its case. kind: which paper (see `suggestions.signed`)."""

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.PROTECT, related_name="signed_papers"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="signed_papers"
    )
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=16)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
