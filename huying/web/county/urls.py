from huying.web.county import suggestions, views
from huying.web.pages import page_above_towns

READ = "county.read"

urlpatterns = [
    page_above_towns("", views.home, name="county-home", needs=READ),
    page_above_towns("suggestions/", suggestions.show, name="county-suggestions", needs=READ),
]
