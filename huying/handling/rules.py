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


def assigns(actor: Actor, case: Any) -> bool:
    """The town office assigns what the congress hands it; a suggestion is the presidium's to assign (代表法 2025 §51)."""
    if actor.kind == "system" or actor.has(Role.OFFICE, Role.LEADER):
        return True
    return case.origin_kind == "suggestion"


def judges(actor: Actor, case: Any) -> bool:
    """A resident's answer is judged through a keeper, too; a suggestion's by its deputies and the staff."""
    return case.origin_kind != "suggestion" or actor.kind == "system" or actor.has(Role.STAFF)


def ends(actor: Actor, case: Any) -> bool:
    """A deputy's suggestion is ended by the congress, never by the government's office alone."""
    return case.origin_kind != "suggestion" or actor.has(Role.STAFF)


def is_its_deputy(actor: Actor, case: Any) -> bool:
    """The staff take down what comes in on paper; which deputy may speak is asked in the verb itself."""
    return case.origin_kind == "suggestion"


register(
    "cases.see", _("看办件"), UNIT | {Role.OFFICE, Role.STAFF, Role.LEADER, Role.PRESIDIUM},
    kinds={"system"}, when=takes_part,
)  # fmt: skip
register("cases.unit_desk", _("看本单位工作台"), UNIT)
register("cases.office", _("看交办台"), {Role.OFFICE, Role.LEADER})
register("cases.assign", _("交办、改派、批延期"),
         {Role.OFFICE, Role.LEADER, Role.STAFF, Role.PRESIDIUM}, kinds={"system"},
         when=assigns)  # fmt: skip
register("cases.assign_directly", _("按规则直接交办"), {Role.STAFF}, kinds={"system"})
register("cases.handle", _("办理"), UNIT, kinds={"system"}, when=leads)
register("cases.give_opinion", _("提协办意见"), UNIT, kinds={"system"}, when=helps)
register("cases.sign", _("签发答复"), {Role.HEAD}, kinds={"system"}, when=leads)
register("cases.rehandle", _("重新办理"), {Role.STAFF, Role.KEEPER}, kinds={"system", "resident"},
         when=judges)  # fmt: skip
register("cases.close", _("办结"), kinds={"system"}, roles={Role.STAFF})
register("cases.end", _("终止办理"), {Role.OFFICE, Role.STAFF}, when=ends)
register("cases.redate", _("期限重算"), {Role.ADMIN, Role.SYSTEM}, kinds={"system"})
register("cases.direct_rules", _("定直接交办规则"), {Role.ADMIN, Role.OFFICE}, kinds={"system"})
register("cases.confirm_consultation", _("确认面商"), {Role.DEPUTY, Role.STAFF}, kinds={"system"},
         when=is_its_deputy)  # fmt: skip
register("cases.next_step", _("登记协商结果"), {Role.STAFF, Role.PRESIDIUM}, kinds={"system"},
         when=is_its_deputy)  # fmt: skip
register("papers.see", _("看建议的纸件"),
         UNIT | {Role.DEPUTY, Role.STAFF, Role.PRESIDIUM, Role.OFFICE, Role.LEADER})  # fmt: skip
register("meetings.see", _("看交办会"), {Role.STAFF, Role.PRESIDIUM, Role.OFFICE, Role.LEADER})
register("meetings.hold", _("开交办会"), {Role.STAFF, Role.PRESIDIUM}, kinds={"system"})
register("verdicts.give", _("评价"), {Role.KEEPER, Role.STAFF}, kinds={"resident", "system"})
register("verdicts.recheck", _("回访抽查"), {Role.STAFF, Role.PRESIDIUM})
register("figures.see", _("看数字"), EVERY_ROLE)
