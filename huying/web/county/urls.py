from huying.web.county import views
from huying.web.pages import page_above_towns

urlpatterns = [page_above_towns("", views.home, name="county-home", needs="county.read")]
