"""Who may open the pages on which tables come in; each kind of thing has a permission of its own beside it."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role, register

register("imports.open", _("打开批量导入"), {Role.STAFF, Role.ADMIN})
