"""Who may change the rulebook."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import EVERY_ROLE, Role, register

register("rules.see", _("看规则和日历"), EVERY_ROLE)
register("rules.choose", _("改本镇的期限和比例"), {Role.ADMIN}, kinds={"system"})
register("calendar.enter", _("录入放假安排"), {Role.ADMIN, Role.SYSTEM}, kinds={"system"})
