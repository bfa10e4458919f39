"""Who may change how pages look: everybody."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import ANYONE, EVERY_ROLE, register

LOOK = "pages.look"
register(LOOK, _("调字号、换语言、看样式页"), EVERY_ROLE, kinds=ANYONE)
