from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.pages import page
from huying.web.station import paper, views

pages = [
    page("", views.desk, name="station-desk", needs="station.desk"),
    page("enter/", views.enter, name="station-enter", needs="voices.enter"),
    page("enter/paper/<slug:token>/", paper.picture, name="station-paper", needs="voices.enter"),
    page("find/", views.find, name="station-find", needs="station.desk"),
    page("v/<int:pk>/", views.verdict, name="station-verdict", needs="station.desk"),
    page("v/<int:pk>/slip/", views.slip, name="station-slip", needs="voices.enter"),
    page("poster/<slug:key>/", views.poster, name="station-poster", needs="station.poster"),
]

nav.register(Role.KEEPER, _("联络站点"), "station-desk", "inbox", order=10)
for role in (Role.KEEPER, Role.DEPUTY, Role.STAFF):
    nav.register(role, _("替人记一件"), "station-enter", "edit", order=20)
