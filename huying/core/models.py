"""What every room stands on: the tenant, the ledger, the outbox, stored files, counted hits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.tenancy import TownModel


class Town(models.Model):
    """A tenant: one township and its congress."""

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    slug = models.SlugField(_("网址简名"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    county_code = models.CharField(_("县级代码"), max_length=6, db_index=True)
    county_name = models.CharField(_("所属县"), max_length=60, blank=True)
    population = models.PositiveIntegerField(_("常住人口"), null=True, blank=True)
    phone = models.CharField(_("人大办电话"), max_length=40, blank=True)
    address = models.CharField(_("联络站地址"), max_length=120, blank=True)
    is_demo = models.BooleanField(default=False)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Event(TownModel):
    """One act. Never changed, but for `seq` and `link`, which the sealer sets once."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=32)
    verb = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    before = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=32, blank=True)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    public = models.BooleanField(default=False)
    seq = models.BigIntegerField(null=True)
    link = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "seq"], name="event_seq_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["town", "kind", "subject_id", "id"], name="event_subject"),
            models.Index(
                fields=["town", "id"], name="event_unsealed", condition=models.Q(seq__isnull=True)
            ),
        ]


class EventContent(models.Model):
    """What an act said; may be erased when the law wants it, leaving the chain whole."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="content"
    )
    salt = models.CharField(max_length=32)
    body = models.JSONField()


class LedgerHead(TownModel):
    """The chain's head at the end of a day, published for outsiders to keep."""

    day = models.DateField()
    seq = models.BigIntegerField()
    link = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "day"], name="head_once_a_day"),
        ]


class Message(TownModel):
    """An outgoing message and how far its hand-off got."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发")
        SENDING = "sending", _("正在交给对方")
        SENT = "sent", _("已送出")
        FAILED = "failed", _("没有送出")
        UNKNOWN = "unknown", _("不知是否送到")
        DROPPED = "dropped", _("不再发送")

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=16)
    address = models.BinaryField()
    context = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    handed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="message_due"),
            models.Index(fields=["town", "state", "-id"], name="message_stuck"),
        ]


class StoredFile(TownModel):
    """A file beside the database, already cleaned; `name` is its path below the files folder."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("照片")
        CLIP = "clip", _("录音")
        PAPER = "paper", _("纸件照片")
        SCAN = "scan", _("扫描件")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    original_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)


class Hit(models.Model):
    """How often a stranger wrote within a window; the key is a keyed digest, never an address."""

    key = models.CharField(max_length=80)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "window"], name="hit_once_a_window"),
        ]
