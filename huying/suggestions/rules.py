"""Who may do what with suggestions. A draft is its authors' own; units act on cases, not here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import ANYONE, EVERY_ROLE, Actor, Role, register
from huying.suggestions.states import TAKEN_STATES

CONGRESS = frozenset({Role.STAFF, Role.PRESIDIUM})
INSIDE = CONGRESS | {Role.OFFICE, Role.LEADER}


def leads(actor: Actor, suggestion: Any) -> bool:
    """The actor is its lead deputy; the staff write what they entered from a deputy's paper."""
    if actor.kind == "system":
        return True
    if actor.deputy_id is not None and actor.deputy_id == suggestion.lead_id:
        return True
    return suggestion.entered_by_id is not None and actor.has(Role.STAFF)


def signs(actor: Actor, suggestion: Any) -> bool:
    """The actor was asked to co-sign it; the staff take down a signature on paper."""
    if actor.kind == "system":
        return True
    if suggestion.entered_by_id is not None and actor.has(Role.STAFF):
        return True
    asked = {one.deputy_id for one in suggestion.cosigners.all()}
    return actor.deputy_id is not None and actor.deputy_id in asked


def speaks_for(actor: Actor, suggestion: Any) -> bool:
    """Lead or co-signer; the staff take down what comes in on paper."""
    return actor.has(Role.STAFF) or leads(actor, suggestion) or signs(actor, suggestion)


def may_read(actor: Actor, suggestion: Any) -> bool:
    """Drafts: lead and co-signers. Filed: the congress, too. Accepted: everybody with a role in the town.

    What is kept from the public: its authors, the congress, the town's leaders and office; its units on
    their case's page.
    """
    if leads(actor, suggestion) or signs(actor, suggestion):
        return True
    if suggestion.state in TAKEN_STATES:
        return not suggestion.private_reason or actor.has(*INSIDE)
    return suggestion.filed_at is not None and actor.has(*CONGRESS)


def is_public(suggestion: Any) -> bool:
    """Accepted and not kept from the public; what was withdrawn is shown to nobody else any more."""
    return suggestion.state in TAKEN_STATES and not suggestion.private_reason


register("suggestions.desk", _("看我的建议"), {Role.DEPUTY})
register("suggestions.draft", _("起草建议"), {Role.DEPUTY, Role.STAFF}, kinds={"system"})
register("suggestions.write", _("改写、提交建议"), {Role.DEPUTY, Role.STAFF}, kinds={"system"},
         when=leads)  # fmt: skip
register("suggestions.cosign", _("联名"), {Role.DEPUTY, Role.STAFF}, kinds={"system"}, when=signs)
register("suggestions.withdraw", _("撤回建议"), {Role.DEPUTY, Role.STAFF}, kinds={"system"},
         when=lambda actor, one: actor.has(Role.STAFF) or leads(actor, one))  # fmt: skip
register("suggestions.leave", _("退出联名"), {Role.DEPUTY, Role.STAFF}, kinds={"system"},
         when=speaks_for)  # fmt: skip
register("suggestions.judge", _("评价答复"), {Role.DEPUTY, Role.STAFF}, kinds={"system"},
         when=speaks_for)  # fmt: skip
register(
    "suggestions.see", _("看建议"), EVERY_ROLE - {Role.COUNTY}, kinds={"system"}, when=may_read
)
register("suggestions.read_public", _("看公开的建议"), EVERY_ROLE, kinds=ANYONE | {"system"})
register("suggestions.staff_desk", _("看建议工作台"), CONGRESS)
register("suggestions.enter", _("代录代表的书面建议"), {Role.STAFF})
register("suggestions.examine", _("审查、受理建议"), CONGRESS, kinds={"system"})
register("suggestions.progress", _("建议办理进展"), CONGRESS, kinds={"system"})
register("suggestions.redate", _("期限重算"), {Role.ADMIN, Role.SYSTEM}, kinds={"system"})
register("suggestions.import", _("导入往年建议"), {Role.STAFF, Role.ADMIN}, kinds={"system"})
