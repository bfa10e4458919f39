from huying.web.cases import views
from huying.web.pages import page

pages = [
    page("<int:pk>/", views.case, name="case", needs="cases.see"),
    page("<int:pk>/do/<slug:verb>/", views.act, name="case-act", needs="cases.see"),
    page("<int:pk>/check/", views.check, name="case-check", needs="cases.see"),
    page("file/<slug:token>/<slug:size>/", views.photo, name="case-photo", needs="cases.see"),
]
