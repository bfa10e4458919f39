from huying.web.account import cards, first_run, landing
from huying.web.pages import page, page_above_towns

urlpatterns = [
    page_above_towns("", landing.root, name="root", needs="public.read"),
    page_above_towns("welcome/", first_run.welcome, name="welcome", needs="public.read"),
    page_above_towns("go/", landing.go, name="go", needs="desk.open_any"),
    page_above_towns("card/<slug:token>/", cards.enter, name="card-enter", needs="public.read"),
]
town_pages = [
    page("desk/", landing.desk, name="desk", needs="desk.open"),
]
