"""Cases, their units, requests, replies and commitments."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.models import StoredFile
from huying.core.tenancy import TownModel
from huying.core.transitions import Stateful
from huying.handling.states import CaseState, Outcome
from huying.town.models import Unit
from huying.voices.models import Urgency


class Case(TownModel, Stateful):
    """The work on one thing that must be answered. It knows its origin by kind and id alone."""

    state = models.CharField(
        max_length=10, choices=CaseState.choices, default=CaseState.AT_OFFICE, editable=False
    )
    origin_kind = models.CharField(max_length=16)
    origin_id = models.BigIntegerField()
    # Several units that each reply (分办) have a case each of the same origin.
    part = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=80)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="cases")
    instruction = models.TextField(_("批示、要求"), blank=True)
    round = models.PositiveSmallIntegerField(_("第几轮"), default=1)
    opened_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True, blank=True)
    # The clock: what the due date is, and everything that it was derived from.
    due = models.DateField(_("答复期限"), null=True, blank=True)
    due_basis = models.JSONField(default=dict)
    due_rule = models.CharField(max_length=40, blank=True)
    due_start = models.DateField(null=True, blank=True)
    stops = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    step_due = models.DateField(_("本步期限"), null=True, blank=True)
    step_due_basis = models.JSONField(default=dict)
    draft_text = models.TextField(blank=True)
    draft_outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    draft_commitments = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin_kind", "origin_id", "part"],
                condition=~models.Q(state__in=["returned", "ended"]),
                name="case_once_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "state", "due", "id"], name="case_due"),
            models.Index(fields=["town", "lead", "state", "due", "id"], name="case_unit"),
            models.Index(fields=["origin_kind", "origin_id"], name="case_origin"),
        ]

    def __str__(self) -> str:
        return self.title


class CoHandler(TownModel):
    """A unit that helps the lead and owes it an opinion by its own date."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cohandlers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    due = models.DateField()
    due_basis = models.JSONField(default=dict)
    opinion = models.TextField(_("协办意见"), blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "unit", "round"], name="cohandler_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "unit", "given_at", "due"], name="cohandler_due"),
        ]


class Request(TownModel):
    """A unit's request to the office: to be rid of a case, or for more time.

    One that lapsed because the case went on is denied without `decided_at`; its note says why.
    """

    class Kind(models.TextChoices):
        REFUSE = "refuse", _("申请退办")
        EXTEND = "extend", _("申请延期")

    class State(models.TextChoices):
        ASKED = "asked", _("待答复")
        GRANTED = "granted", _("已同意")
        DENIED = "denied", _("未同意")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("理由"))
    value = models.PositiveSmallIntegerField(_("延长的工作日数"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    note = models.TextField(_("答复"), blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "state", "kind"], name="request_state")]


class Reply(TownModel):
    """A signed reply of one round."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    text = models.TextField(_("答复"))
    outcome = models.CharField(_("结果"), max_length=16, choices=Outcome.choices)
    drafted_by_id = models.BigIntegerField(null=True)
    signed_by_id = models.BigIntegerField(null=True)
    signer = models.CharField(_("签发人"), max_length=40, blank=True)
    signed_at = models.DateTimeField()
    due = models.DateField(null=True)
    # Of a reply to a suggestion: its number as a letter, and by when the deputy says what they think of it.
    code = models.CharField(_("文号"), max_length=40, blank=True)
    on_the_spot = models.BooleanField(_("会议期间当面答复"), default=False)
    feedback_due = models.DateField(_("代表反馈期限"), null=True, blank=True)
    feedback_due_basis = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "round"], name="reply_once_a_round"),
        ]


class CaseFile(TownModel):
    """A photo of a case: how it was before, how it is after."""

    class When(models.TextChoices):
        BEFORE = "before", _("办理前")
        AFTER = "after", _("办理后")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    round = models.PositiveSmallIntegerField(default=1)
    when = models.CharField(max_length=8, choices=When.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")


class Commitment(TownModel):
    """What a reply promises for later (承诺事项); open until it is shown done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="commitments")
    text = models.CharField(_("承诺"), max_length=300)
    due = models.DateField(_("何时做到"))
    kept_at = models.DateTimeField(null=True, blank=True)
    shown = models.TextField(_("怎么做到的"), blank=True)

    class Meta:
        ordering = ("due", "id")
        indexes: ClassVar = [
            models.Index(fields=["town", "kept_at", "due"], name="commitment_due"),
        ]

    @property
    def days_left(self) -> int:
        """Days until it is due; negative when late."""
        return (self.due - clock.today()).days


class DirectRule(TownModel):
    """The town's rule that a small, clear kind goes straight to a unit, past the office."""

    category = models.CharField(_("类别"), max_length=32)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("承办单位"))
    instruction = models.CharField(_("要求"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "category"], name="direct_rule_once"),
        ]
