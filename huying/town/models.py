"""Who and where: divisions, liaison points, units, deputies, accounts and the roles they hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.permissions import Role
from huying.core.tenancy import TownModel


class Division(TownModel):
    """A village or a residents' community."""

    code = models.CharField(_("代码"), max_length=12)
    name = models.CharField(_("名称"), max_length=60)
    population = models.PositiveIntegerField(_("人口"), null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "code"], name="division_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Point(TownModel):
    """The central liaison station or a liaison point (联络站、联络点)."""

    class Kind(models.TextChoices):
        STATION = "station", _("中心联络站")
        POINT = "point", _("联络点")

    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.POINT)
    key = models.SlugField(_("简名"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("所在村")
    )
    address = models.CharField(_("地址"), max_length=120, blank=True)
    reception = models.CharField(_("接待日"), max_length=80, blank=True)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("-kind", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "key"], name="point_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(TownModel):
    """A handling unit (承办单位) with its duties."""

    key = models.SlugField(_("简名"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    duties = models.JSONField(_("职责"), default=list, blank=True)
    categories = models.JSONField(_("主办类别"), default=list, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "key"], name="unit_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(TownModel):
    """A term of the congress (届)."""

    number = models.PositiveSmallIntegerField(_("届"))
    starts = models.DateField(_("开始"))
    ends = models.DateField(_("结束"), null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["town", "number"], name="term_once"),
        ]


class Deputy(TownModel):
    """A deputy of one term (人大代表)."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="deputies")
    name = models.CharField(_("姓名"), max_length=40)
    card_no = models.CharField(_("代表证号"), max_length=20)
    group = models.CharField(_("代表小组"), max_length=40, blank=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("所在村")
    )
    gender = models.CharField(_("性别"), max_length=4, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("出生年"), null=True, blank=True)
    occupation = models.CharField(_("职业"), max_length=60, blank=True)
    presidium = models.BooleanField(_("主席团成员"), default=False)
    active = models.BooleanField(_("在任"), default=True)
    points = models.ManyToManyField(Point, related_name="deputies", blank=True)

    class Meta:
        ordering = ("card_no",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "card_no"], name="deputy_card_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Account(AbstractUser):
    """Someone who signs in. Roles are `Holding`s; Django's own staff flags are not used."""

    first_name = None
    last_name = None
    name = models.CharField(_("姓名"), max_length=40)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            # Signing in does not tell Wang from wang; two such accounts would both be locked out.
            models.UniqueConstraint(Lower("username"), name="account_username_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.username


class Holding(models.Model):
    """A role that an account holds, in a town or, for the county and the system, above towns."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="holdings")
    role = models.CharField(_("角色"), max_length=12, choices=Role.choices)
    town = models.ForeignKey("core.Town", on_delete=models.PROTECT, null=True, related_name="+")
    county_code = models.CharField(max_length=6, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, blank=True)
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, null=True, blank=True)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role", "town", "unit", "point"],
                condition=models.Q(until__isnull=True),
                name="holding_once",
            ),
            models.CheckConstraint(
                condition=models.Q(town__isnull=False) | models.Q(role__in=["county", "system"]),
                name="holding_in_a_town",
            ),
        ]


class EntryCard(models.Model):
    """A printed personal QR code that, with its PIN, signs a deputy or keeper in."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="card")
    token_digest = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=128)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(default=clock.now)
