from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.deputy import views
from huying.web.pages import page

pages = [page("", views.desk, name="deputy-desk", needs="deputy.desk")]

nav.register(Role.DEPUTY, _("选民说的事"), "deputy-desk", "inbox", order=10)
