from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.office import views
from huying.web.pages import page

pages = [page("", views.desk, name="office-desk", needs="cases.office")]

for role in (Role.OFFICE, Role.LEADER):
    nav.register(role, _("交办台"), "office-desk", "inbox", order=10)
