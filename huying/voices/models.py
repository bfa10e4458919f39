"""Voices, matters, those who said "me too", the relay, imports and merges."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.models import StoredFile
from huying.core.tenancy import TownModel
from huying.core.transitions import Stateful
from huying.imports.models import ImportBatch
from huying.town.models import Deputy, Division, Point, Unit
from huying.voices.states import MatterState, VoiceState


class Kind(models.TextChoices):
    PROBLEM = "problem", _("反映问题")
    IDEA = "idea", _("出主意")
    QUESTION = "question", _("问事情")
    THANKS = "thanks", _("表扬感谢")


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("一般")
    URGENT = "urgent", _("较急")
    EMERGENCY = "emergency", _("紧急")


class Channel(models.TextChoices):
    WEB = "web", _("网页")
    QR = "qr", _("扫码")
    IN_PERSON = "in_person", _("到点当面说")
    VISIT = "visit", _("代表走访")
    PHONE = "phone", _("电话")
    PAPER = "paper", _("纸件")
    DEPUTY = "deputy", _("代表转达")
    IMPORT = "import", _("批量导入")


class Matter(TownModel, Stateful):
    """The problem behind one or many voices; title and summary are what may be shown."""

    state = models.CharField(
        max_length=16, choices=MatterState.choices, default=MatterState.NEW, editable=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PROBLEM)
    title = models.CharField(_("标题"), max_length=80, blank=True)
    summary = models.TextField(_("公开内容"), blank=True)
    category = models.CharField(_("类别"), max_length=32, blank=True)
    urgency = models.CharField(
        _("缓急"), max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY
    )
    # Its place in the queue: what is urgent stands first.
    rank = models.GeneratedField(
        expression=models.Case(
            models.When(urgency=Urgency.EMERGENCY, then=0),
            models.When(urgency=Urgency.URGENT, then=1),
            default=2,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("村")
    )
    place = models.CharField(_("具体地点"), max_length=120, blank=True)
    public = models.BooleanField(_("公开"), default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    first_said_at = models.DateTimeField()
    triage_due = models.DateField(null=True)
    triage_due_basis = models.JSONField(default=dict)
    voice_count = models.PositiveIntegerField(default=1)
    support_count = models.PositiveIntegerField(default=0)
    # What the register shows of the handling, kept here so that a list is one look.
    answerer = models.CharField(_("办理单位"), max_length=60, blank=True)
    answer_due = models.DateField(_("答复期限"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    grades = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["town", "state", "id"], name="matter_queue"),
            models.Index(
                fields=["town", "state", "rank", "triage_due", "id"], name="matter_triage"
            ),
            # Few matters come to a late round: those that wait for an end are found among them.
            models.Index(fields=["town", "round"], name="matter_rounds"),
            models.Index(fields=["town", "public", "-id"], name="matter_register"),
            models.Index(fields=["town", "public", "state", "-id"], name="matter_reg_state"),
            models.Index(fields=["town", "public", "division", "-id"], name="matter_reg_place"),
            models.Index(fields=["town", "public", "category", "-id"], name="matter_reg_cat"),
            models.Index(fields=["town", "division", "-id"], name="matter_place"),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"


class Voice(TownModel, Stateful):
    """What one resident said once, in their words. `text` is never edited."""

    state = models.CharField(
        max_length=10, choices=VoiceState.choices, default=VoiceState.RECEIVED, editable=False
    )
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="voices")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PROBLEM)
    code = models.CharField(_("查询码"), max_length=12, unique=True)
    token = models.CharField(max_length=32, unique=True)
    client_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  unique where set
    text = models.TextField(_("说的话"))
    # The text without personal details, as staff decided it; units and the public see only this.
    redacted = models.TextField(_("遮盖后的话"), blank=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("村")
    )
    place = models.CharField(_("具体地点"), max_length=120, blank=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    point = models.ForeignKey(
        Point, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("联络站点")
    )
    entered_by_id = models.BigIntegerField(null=True, blank=True)
    provenance = models.CharField(_("来源说明"), max_length=200, blank=True)
    said_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    consent_pass_on = models.BooleanField(default=False)
    consent_publish = models.BooleanField(default=False)
    # Decided by staff, who looked for faces, number plates and doors.
    photos_public = models.BooleanField(_("照片公开"), default=False)
    thanks_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    thanks_point = models.ForeignKey(
        Point, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    thanks_deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="voices"
    )
    files = models.ManyToManyField(StoredFile, related_name="voices")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "client_key"], name="voice_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "point", "-id"], name="voice_point"),
            models.Index(fields=["town", "entered_by_id", "-id"], name="voice_enterer"),
        ]

    def __str__(self) -> str:
        return self.code


class VoiceContact(models.Model):
    """How to reach who said it, sealed with a key outside the database."""

    voice = models.OneToOneField(
        Voice, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    name = models.BinaryField(blank=True)
    reach = models.BinaryField(blank=True)
    channel = models.CharField(max_length=8, blank=True)


class Support(TownModel):
    """A "me too" (附议) on a public matter; told of the answer and asked like the first speaker."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="supports")
    token = models.CharField(max_length=32, unique=True)
    client_key = models.CharField(max_length=64)
    reach = models.BinaryField(blank=True)
    channel = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "client_key"], name="support_once"),
        ]


class Merge(TownModel):
    """What was moved when one matter was merged into another, so that it can be split again."""

    source = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="merges_out")
    target = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="merges_in")
    voice_ids = models.JSONField(default=list)
    support_ids = models.JSONField(default=list)
    merged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["town", "merged_at"], name="merge_time")]


class Relay(TownModel):
    """A question to who said it, or their word back, passed on without showing a contact."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="relays")
    from_staff = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class Presence(models.Model):
    """Who has a matter open just now."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="presences")
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "account_id"], name="presence_once"),
        ]
