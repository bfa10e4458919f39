"""Who may do what with voices and matters."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import ANYONE, EVERY_ROLE, Actor, Role, register

DESK = frozenset({Role.STAFF})


def own_voice(actor: Actor, voice: Any) -> bool:
    """A resident acts on the voice whose secret link they opened; accounts act by their role."""
    return actor.kind != "resident" or actor.voice_id == getattr(voice, "pk", None)


def own_point(actor: Actor, voice: Any) -> bool:
    """A keeper looks only at who spoke at a point of their own; the staff at all."""
    return actor.has(Role.STAFF) or getattr(voice, "point_id", None) in actor.point_ids


def own_matter(actor: Actor, matter: Any) -> bool:
    """A resident's action withdraws a matter only through a voice of their own (checked there)."""
    return actor.kind in ("account", "system", "resident")


register("voices.say", _("说一件事"), EVERY_ROLE, kinds=ANYONE | {"system"})
register("voices.enter", _("替人记一件"), {Role.KEEPER, Role.DEPUTY, Role.STAFF}, kinds={"system"})
register("voices.import", _("批量导入"), {Role.STAFF, Role.ADMIN}, kinds={"system"})
register("voices.withdraw", _("撤回意见"), DESK, kinds={"resident", "system"}, when=own_voice)
register(
    "voices.tell", _("补充说明"), {Role.KEEPER, Role.STAFF}, kinds={"resident", "system"},
    when=own_voice,
)  # fmt: skip
register("voices.read", _("看原话"), DESK | {Role.PRESIDIUM, Role.DEPUTY})
register("contacts.open", _("查看联系方式"), {Role.STAFF, Role.KEEPER}, when=own_point)
register("matters.see", _("看梳理台"), DESK | {Role.PRESIDIUM})
register("matters.triage", _("梳理分办"), DESK, kinds={"system"})
register("matters.publish", _("决定公开"), DESK, kinds={"system"})
register("matters.withdraw", _("撤回事项"), DESK, kinds={"resident", "system"}, when=own_matter)
register("matters.return", _("退回人大办"), {Role.OFFICE}, kinds={"system"})
register("matters.progress", _("办理进展"), {Role.OFFICE, Role.HEAD, Role.STAFF}, kinds={"system"})
register("matters.redate", _("期限重算"), {Role.ADMIN, Role.SYSTEM}, kinds={"system"})
register("matters.judge", _("评价答复"), {Role.KEEPER, Role.STAFF}, kinds={"resident", "system"})
register("matters.reopen", _("重新办理"), {Role.STAFF, Role.KEEPER}, kinds={"resident", "system"})
register("matters.end", _("终止办理"), {Role.STAFF, Role.OFFICE}, kinds={"system"})
register("station.desk", _("看联络站点工作台"), {Role.KEEPER, Role.STAFF})
register("station.poster", _("打印联络点海报"), {Role.KEEPER, Role.STAFF, Role.ADMIN})
register("deputy.desk", _("看代表工作台"), {Role.DEPUTY})
