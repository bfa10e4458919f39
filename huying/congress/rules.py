"""Who may keep the list of sessions."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import EVERY_ROLE, Role, register

register("sessions.see", _("看历次会议"), EVERY_ROLE - {Role.COUNTY})
register("sessions.keep", _("登记会议"), {Role.STAFF, Role.PRESIDIUM}, kinds={"system"})
