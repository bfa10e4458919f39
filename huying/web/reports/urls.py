from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.pages import page
from huying.web.reports import views

READ = "suggestions.read_public"

pages = [
    page("", views.home, name="reports", needs=READ, shared=True),
    page("<int:year>/", views.year, name="report-year", needs=READ, shared=True),
    page("<int:year>/ledger/", views.ledger, name="report-ledger", needs="suggestions.staff_desk",
         kept=False),
]  # fmt: skip

for role in (Role.STAFF, Role.PRESIDIUM, Role.LEADER, Role.OFFICE):
    nav.register(role, _("建议办理情况"), "reports", "info", order=70)
