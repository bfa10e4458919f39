"""Assignment meetings (交办会): prepared, held on a big screen, closed."""

from django.utils.translation import gettext_lazy as _

from huying.web.context import nav
from huying.web.meetings import closing, direct, holding, home, meeting, screen
from huying.web.pages import page

for role in ("staff", "presidium"):
    nav.register(role, _("交办会"), "meetings", "people", order=24)

SEE, HOLD = "meetings.see", "meetings.hold"

pages = [
    page("", home.show, name="meetings", needs=SEE),
    page("prepare/", home.prepare, name="meeting-prepare", needs=HOLD),
    page("assign/", direct.assign, name="meeting-assign", needs=HOLD),
    page("assigned/", direct.assigned, name="meeting-assigned", needs=SEE),
    page("<int:pk>/", meeting.show, name="meeting", needs=SEE),
    page("<int:pk>/agenda/", meeting.agenda, name="meeting-agenda", needs=SEE),
    page("<int:pk>/arrange/", meeting.arrange, name="meeting-arrange", needs=HOLD),
    page("<int:pk>/add/", meeting.add, name="meeting-add", needs=HOLD),
    page("<int:pk>/begin/", meeting.begin, name="meeting-begin", needs=HOLD),
    page("<int:pk>/items/<int:item>/", meeting.change, name="meeting-item", needs=HOLD),
    page("<int:pk>/items/<int:item>/off/", meeting.take_off, name="meeting-off", needs=HOLD),
    page("<int:pk>/hold/", holding.show, name="meeting-hold", needs=HOLD),
    page("<int:pk>/items/<int:item>/decide/", holding.decide, name="meeting-decide", needs=HOLD),
    page("<int:pk>/items/<int:item>/show/", holding.turn_to, name="meeting-show", needs=HOLD),
    page("<int:pk>/rest/", holding.agree_rest, name="meeting-rest", needs=HOLD),
    page("<int:pk>/screen/", screen.show, name="meeting-screen", needs=SEE),
    page("<int:pk>/screen/now/", screen.follow, name="meeting-follow", needs=SEE),
    page("<int:pk>/close/", closing.close, name="meeting-close", needs=HOLD),
    page("<int:pk>/cancel/", closing.cancel, name="meeting-cancel", needs=HOLD),
]
