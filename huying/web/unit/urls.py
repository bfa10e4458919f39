from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.pages import page
from huying.web.unit import views

pages = [page("", views.desk, name="unit-desk", needs="cases.unit_desk")]

for role in (Role.CLERK, Role.HEAD):
    nav.register(role, _("单位工作台"), "unit-desk", "inbox", order=10)
