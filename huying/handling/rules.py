"""Who may do what with cases. A unit acts on its own cases only, and sees no resident."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import EVERY_ROLE, Actor, Role, register

UNIT = frozenset({Role.CLERK, Role.HEAD})


def leads(actor: Actor, case: Any) -> bool:
    """The actor is of the lead unit, or the program itself."""
    return actor.kind == "system" or case.lead_id in actor.unit_ids


def helps(actor: Actor, case: Any) -> bool:
    """The actor is of a unit that helps with the case in its present round."""
    return actor.kind == "system" or any(
        helper.unit_id in actor.unit_ids and helper.round == case.round
        for helper in case.cohandlers.all()
    )


def takes_part(actor: Actor, case: Any) -> bool:
    """Leads or helps; the office, staff and leaders see every case."""
    return (
        actor.has(Role.OFFICE, Role.STAFF, Role.LEADER, Role.PRESIDIUM)
        or leads(actor, case)
        or helps(actor, case)
    )


register(
    "cases.see", _("看办件"), UNIT | {Role.OFFICE, Role.STAFF, Role.LEADER, Role.PRESIDIUM},
    kinds={"system"}, when=takes_part,
)  # fmt: skip
register("cases.unit_desk", _("看本单位工作台"), UNIT)
register("cases.office", _("看交办台"), {Role.OFFICE, Role.LEADER})
register("cases.assign", _("交办、改派、批延期"), {Role.OFFICE, Role.LEADER}, kinds={"system"})
register("cases.assign_directly", _("按规则直接交办"), {Role.STAFF}, kinds={"system"})
register("cases.handle", _("办理"), UNIT, kinds={"system"}, when=leads)
register("cases.give_opinion", _("提协办意见"), UNIT, kinds={"system"}, when=helps)
register("cases.sign", _("签发答复"), {Role.HEAD}, kinds={"system"}, when=leads)
register("cases.rehandle", _("重新办理"), {Role.STAFF, Role.KEEPER}, kinds={"system", "resident"})
register("cases.close", _("办结"), kinds={"system"}, roles={Role.STAFF})
register("cases.end", _("终止办理"), {Role.OFFICE, Role.STAFF})
register("cases.redate", _("期限重算"), {Role.ADMIN, Role.SYSTEM}, kinds={"system"})
register("cases.direct_rules", _("定直接交办规则"), {Role.ADMIN, Role.OFFICE}, kinds={"system"})
register("verdicts.give", _("评价"), {Role.KEEPER, Role.STAFF}, kinds={"resident", "system"})
register("verdicts.recheck", _("回访抽查"), {Role.STAFF, Role.PRESIDIUM})
register("figures.see", _("看数字"), EVERY_ROLE)
