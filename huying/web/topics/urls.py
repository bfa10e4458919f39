"""The desk of topics: staff name, merge, split and pin them."""

from django.utils.translation import gettext_lazy as _

from huying.web.context import nav
from huying.web.pages import page
from huying.web.topics import desk

for role in ("staff", "presidium", "leader"):
    nav.register(role, _("热点话题"), "topics", "chart", order=16)

pages = [
    page("", desk.show, name="topics", needs="topics.see"),
    page("<int:pk>/", desk.one, name="topic", needs="topics.see"),
    page("<int:pk>/act/<slug:verb>/", desk.act, name="topic-act", needs="topics.keep"),
]
