from huying.web.pages import page
from huying.web.papers import views

SEE = "papers.see"
CONGRESS = "suggestions.staff_desk"

pages = [
    page("<int:pk>/", views.home, name="papers", needs=SEE),
    page("<int:pk>/<slug:key>.<slug:format>", views.paper, name="paper", needs=SEE),
    page("<int:pk>/forms/<int:reply>.<slug:format>", views.feedback_of_all, name="paper-forms",
         needs=CONGRESS),
    page("meeting/<int:pk>/<str:what>", views.meeting, name="paper-meeting", needs="meetings.see"),
    page("report/<int:year>.<slug:format>", views.report, name="paper-report", needs=CONGRESS),
    page("scan/<slug:token>/", views.scan, name="paper-scan", needs=SEE),
]  # fmt: skip
