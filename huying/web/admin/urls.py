from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.admin import accounts, lists, rule_packs, rules
from huying.web.context import nav
from huying.web.pages import page

pages = [
    page("", lists.home, name="admin-home", needs="admin.open"),
    page("lists/<slug:key>/", lists.listing, name="admin-list", needs="town.edit_lists"),
    page(
        "lists/<slug:key>/template/", lists.template, name="admin-template", needs="town.edit_lists"
    ),
    page("accounts/", accounts.home, name="admin-accounts", needs="accounts.manage"),
    page("accounts/<int:pk>/", accounts.one, name="admin-account", needs="accounts.manage"),
    page("accounts/<int:pk>/card/", accounts.card, name="admin-card", needs="cards.issue"),
    page("rules/", rules.home, name="admin-rules", needs="rules.see"),
    page("rules/packs/", rule_packs.home, name="admin-packs", needs="rules.see"),
    page("rules/packs/<slug:pack>/", rule_packs.one, name="admin-pack", needs="rules.see"),
    page("rules/<str:key>/", rules.one, name="admin-rule", needs="rules.choose"),
    page("calendar/", rules.calendar, name="admin-calendar", needs="calendar.enter"),
    page("direct/", rules.direct, name="admin-direct", needs="cases.direct_rules"),
]

for role in (Role.ADMIN, Role.SYSTEM):
    nav.register(role, _("本镇设置"), "admin-home", "gear", order=10)
nav.register(Role.ADMIN, _("账号"), "admin-accounts", "people", order=11)
nav.register(Role.ADMIN, _("规则"), "admin-rules", "clock", order=12)
nav.register(Role.ADMIN, _("日历"), "admin-calendar", "calendar", order=13)
