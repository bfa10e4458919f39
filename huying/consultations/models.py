"""A consultation, the statements in it, who took part (nobody knows their name), and what they said."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.consultations.states import ConsultationState, RemarkState, StatementState
from huying.core import clock
from huying.core.tenancy import TownModel
from huying.core.transitions import Stateful
from huying.town.models import Division, Point
from huying.voices.models import Voice


class Kind(models.TextChoices):
    POLICY = "policy", _("问政：对一项政策、办法的意见")
    IDEAS = "ideas", _("问计：请大家出主意")
    NEEDS = "needs", _("问需：请大家说需要什么")


class How(models.TextChoices):
    DEVICE = "device", _("自己上网")
    CODE = "code", _("凭纸上的编号")
    KEEPER = "keeper", _("联络员代录")


class Value(models.IntegerChoices):
    AGREE = 1, _("赞成")
    PASS = 0, _("说不准")
    DISAGREE = -1, _("不赞成")


class Consultation(TownModel, Stateful):
    """What the town asks its residents, from the draft to what was done with their answers."""

    state = models.CharField(
        max_length=10, choices=ConsultationState.choices, default=ConsultationState.DRAFT,
        editable=False,
    )  # fmt: skip
    kind = models.CharField(_("问什么"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("标题"), max_length=80)
    intro = models.TextField(_("情况说明"))
    opens_on = models.DateField(_("开始日"))
    closes_on = models.DateField(_("截止日"))
    short_reason = models.CharField(_("为什么时间短"), max_length=200, blank=True)
    takes_statements = models.BooleanField(_("群众可以添说法"), default=True)
    takes_remarks = models.BooleanField(_("群众可以写几句"), default=True)
    outcome = models.TextField(_("结果"), blank=True)
    done = models.TextField(_("怎么用的"), blank=True)
    # What came of it later: [{"on": a day, "text": what was done}].
    follow_ups = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)
    # Raised by everything that changes the figures; once closed, the worker counts where `counted` lags behind.
    changes = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["town", "state", "-id"], name="consultation_state"),
            models.Index(fields=["state"], name="consultation_tended"),
        ]

    def __str__(self) -> str:
        return self.title

    def takes_answers(self, today: dt.date) -> bool:
        """Whether residents may answer on this day."""
        return self.state == "open" and self.opens_on <= today <= self.closes_on

    @property
    def up_to_date(self) -> bool:
        """Whether the figures hold everything that was said."""
        return self.counted == self.changes


class Statement(TownModel, Stateful):
    """One sentence to agree or disagree with."""

    state = models.CharField(
        max_length=10, choices=StatementState.choices, default=StatementState.SHOWN, editable=False
    )
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="statements"
    )
    text = models.CharField(_("说法"), max_length=140)
    by_resident = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "text"], name="statement_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Participant(TownModel):
    """Somebody who takes part, known by a digest that fits no other consultation; never by name.

    A printed code's row is there before its answers; `answered_at` says that there are any.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="participants"
    )
    key = models.CharField(max_length=64)
    how = models.CharField(max_length=8, choices=How.choices)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consultation", "key"], name="participant_once"),
        ]


class Answer(TownModel):
    """What a participant says to a statement; the last word counts."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    value = models.SmallIntegerField(choices=Value.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "statement"], name="answer_once"),
        ]


class Remark(TownModel, Stateful):
    """What somebody wrote in their own words; staff read it, the public sees only counts."""

    state = models.CharField(
        max_length=10, choices=RemarkState.choices, default=RemarkState.RECEIVED, editable=False
    )
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="remarks")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("写的话"))
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("村")
    )
    category = models.CharField(_("类别"), max_length=32, blank=True)
    voice = models.ForeignKey(
        Voice, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["consultation", "-id"], name="remark_listed"),
        ]
