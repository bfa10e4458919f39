"""The style page, and the switch of large type."""

from huying.web.pages import page_above_towns
from huying.web.style import rules, views

urlpatterns = [
    page_above_towns("style/", views.show, name="style", needs=rules.LOOK),
    page_above_towns("look/", views.look, name="look", needs=rules.LOOK),
]
