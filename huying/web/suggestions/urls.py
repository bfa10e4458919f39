"""Suggestions: one page for every reader, the public list, the congress's desk and its sessions."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huying.suggestions.queries import staff_counts
from huying.web.context import nav
from huying.web.pages import page
from huying.web.suggestions import desk, enter, listed, sessions, views

READ, ENTER = "suggestions.read_public", "suggestions.enter"


def _waiting(request: HttpRequest) -> int:
    counts = staff_counts()
    return counts["filed"] + counts["accepted"]


for role in ("staff", "presidium"):
    nav.register(role, _("代表建议"), "suggestions-desk", "edit", count=_waiting, order=11)
    nav.register(role, _("历次会议"), "sessions", "calendar", order=18)

pages = [
    page("", listed.show, name="suggestions", needs=READ, shared=True),
    page("desk/", desk.show, name="suggestions-desk", needs="suggestions.staff_desk"),
    page("enter/", enter.enter, name="suggestion-enter", needs=ENTER),
    page("enter/<int:pk>/", enter.mend, name="suggestion-mend", needs=ENTER),
    page("sessions/", sessions.show, name="sessions", needs="sessions.see"),
    page("<int:pk>/", views.show, name="suggestion", needs=READ, shared=True),
    page("<int:pk>/do/<slug:verb>/", views.act, name="suggestion-act", needs="suggestions.see"),
]
