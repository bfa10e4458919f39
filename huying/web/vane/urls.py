"""The wind vane: what the town talks about, for each reader what they may see."""

from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.pages import page
from huying.web.vane import arranging, views

READ = "public.read"

pages = [
    page("", views.home, name="vane", needs=READ, shared=True),
    page("list/<slug:what>/", views.behind, name="vane-list", needs=READ, shared=True),
    page("take/<slug:key>.<slug:ending>", views.table, name="vane-table", needs=READ, kept=False),
    page("<int:year>/<int:month>/", views.month, name="vane-month", needs=READ, shared=True),
    page("<int:year>/<int:month>/<slug:format>/", views.month_paper, name="vane-paper",
         needs="figures.see", kept=False),
    page("tiles/", arranging.arrange, name="vane-tiles", needs="town.arrange"),
]  # fmt: skip

for role in (Role.STAFF, Role.PRESIDIUM, Role.LEADER, Role.OFFICE, Role.DEPUTY):
    nav.register(role, _("风向标"), "vane", "chart", order=65)
