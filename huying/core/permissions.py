"""The one permission registry: every name once, unknown names raise.

A room registers its names in its `rules.py`; moves are checked in `advance()`, reads at the
edge by the page table. Who somebody is arrives as an `Actor`: plain values, no database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huying.core.errors import Denied


class Role(TextChoices):
    """What a person may be in a town; one person may hold several, the auditor's aside."""

    KEEPER = "keeper", _("联络员")
    DEPUTY = "deputy", _("人大代表")
    CLERK = "clerk", _("承办人")
    HEAD = "head", _("承办单位负责人")
    OFFICE = "office", _("党政办")
    LEADER = "leader", _("镇领导")
    STAFF = "staff", _("人大办")
    PRESIDIUM = "presidium", _("主席团")
    ADMIN = "admin", _("镇管理员")
    COUNTY = "county", _("县级查看")
    SYSTEM = "system", _("系统管理员")
    AUDITOR = "auditor", _("审计员")


# Roles that open sealed contacts or administer: they sign in with a second factor.
SECOND_FACTOR_ROLES = frozenset(
    {Role.STAFF, Role.KEEPER, Role.ADMIN, Role.SYSTEM, Role.AUDITOR, Role.COUNTY}
)


@dataclass(frozen=True)
class Actor:
    """Who acts: kind is account, resident, public or system. Ids are those of the current town."""

    kind: str
    name: str = ""
    account_id: int | None = None
    town_id: int | None = None
    roles: frozenset[str] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    point_ids: frozenset[int] = frozenset()
    deputy_id: int | None = None
    # A resident is known only by the secret link that they opened.
    voice_id: int | None = None
    support_id: int | None = None

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


PUBLIC = Actor(kind="public", name="公众")
SYSTEM = Actor(kind="system", name="系统")


def system_actor(town_id: int) -> Actor:
    """The program itself acting for one town (worker, import, recomputation)."""
    return Actor(kind="system", name="系统", town_id=town_id)


@dataclass(frozen=True)
class Permission:
    """roles: who may. kinds: kinds of actor besides accounts that may. when: a further condition."""

    name: str
    label: str | Promise
    roles: frozenset[str]
    kinds: frozenset[str] = field(default_factory=frozenset)
    when: Callable[[Actor, Any], bool] | None = None


REGISTRY: dict[str, Permission] = {}


def register(
    name: str,
    label: str | Promise,
    roles: set[Role] | frozenset[Role] = frozenset(),
    *,
    kinds: set[str] | frozenset[str] = frozenset(),
    when: Callable[[Actor, Any], bool] | None = None,
) -> None:
    """Name a permission. Raises ValueError where the name is taken."""
    if name in REGISTRY:
        raise ValueError(f"permission {name!r} is registered twice")
    REGISTRY[name] = Permission(name, label, frozenset(roles), frozenset(kinds), when)


def permits(actor: Actor, name: str, thing: Any = None) -> bool:
    """Whether `actor` may do `name` (to `thing`, where given).

    Raises KeyError for a name that no room registered. A thing of another town is never
    permitted, whoever asks: this is the second wall behind the tenant scope.
    """
    permission = REGISTRY[name]
    town_id = getattr(thing, "town_id", None)
    if town_id is not None and actor.town_id is not None and actor.town_id != town_id:
        return False
    if actor.kind == "account":
        if actor.roles.isdisjoint(permission.roles):
            return "public" in permission.kinds and _holds(permission, actor, thing)
    elif actor.kind not in permission.kinds:
        return False
    return _holds(permission, actor, thing)


def _holds(permission: Permission, actor: Actor, thing: Any) -> bool:
    return permission.when is None or thing is None or permission.when(actor, thing)


def require(actor: Actor, name: str, thing: Any = None) -> None:
    """Raise Denied unless `permits(actor, name, thing)`."""
    if not permits(actor, name, thing):
        raise Denied()


ANYONE = frozenset({"public", "resident"})
EVERY_ROLE = frozenset(Role)

register("public.read", _("看公开台账"), kinds=ANYONE | {"account", "system"}, roles=EVERY_ROLE)
register("public.write", _("说一件事"), kinds=ANYONE | {"account"}, roles=EVERY_ROLE)
register("desk.open", _("进入工作台"), roles=EVERY_ROLE)
register("desk.open_any", _("选择工作台"), roles=EVERY_ROLE)
register("ledger.audit", _("核验账目"), roles={Role.AUDITOR, Role.SYSTEM})
register("ledger.erase", _("依法删除账目内容"), roles={Role.AUDITOR}, kinds={"system"})
register("outbox.see", _("看消息发送情况"), roles={Role.STAFF, Role.ADMIN, Role.SYSTEM})
register("outbox.settle", _("处理卡住的消息"), roles={Role.STAFF, Role.ADMIN}, kinds={"system"})
register("town.administer", _("管理本镇设置"), roles={Role.ADMIN})
register("county.read", _("看本县各镇的数字"), roles={Role.COUNTY})
register("system.administer", _("管理本系统"), roles={Role.SYSTEM})
