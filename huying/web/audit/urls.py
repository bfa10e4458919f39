from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.audit import views
from huying.web.context import nav
from huying.web.pages import page

pages = [
    page("", views.home, name="audit-home", needs="ledger.audit"),
    page("erase/<int:pk>/", views.erase, name="audit-erase", needs="ledger.erase"),
]

nav.register(Role.AUDITOR, _("账目"), "audit-home", "ledger", order=10)
