"""Who may change the town's own lists and accounts."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import EVERY_ROLE, Role, register

register("town.see_lists", _("看本镇名册"), EVERY_ROLE - {Role.COUNTY})
register("town.edit_lists", _("维护村、点、单位、代表名册"), {Role.ADMIN}, kinds={"system"})
register("accounts.manage", _("开通账号、授予角色"), {Role.ADMIN}, kinds={"system"})
register("accounts.grant_above", _("授予县级和系统角色"), {Role.SYSTEM}, kinds={"system"})
register("admin.open", _("进入本镇设置"), {Role.ADMIN, Role.SYSTEM})
register("cards.issue", _("打印个人二维码"), {Role.ADMIN, Role.STAFF}, kinds={"system"})
register("town.arrange", _("排村的方块图"), {Role.STAFF, Role.ADMIN}, kinds={"system"})
