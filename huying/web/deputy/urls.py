from django.utils.translation import gettext_lazy as _

from huying.core.permissions import Role
from huying.web.context import nav
from huying.web.deputy import (
    cosigning,
    filing,
    judging,
    leaving,
    lists,
    signing,
    starting,
    views,
    waits,
    writing,
)
from huying.web.pages import page

OWN = "suggestions.desk"
ONE = "suggestions/<int:pk>/"

pages = [
    page("", views.desk, name="deputy-desk", needs="deputy.desk"),
    page("suggestions/", lists.suggestions, name="deputy-suggestions", needs=OWN),
    page("suggestions/asked/", lists.asked, name="deputy-asked", needs=OWN),
    page("suggestions/waiting/", lists.waiting, name="deputy-waiting", needs=OWN),
    page("suggestions/new/", starting.new, name="deputy-new", needs=OWN),
    page("suggestions/new/matters/", starting.pick, name="deputy-pick", needs=OWN),
    page(f"{ONE}write/", writing.write, name="deputy-write", needs=OWN),
    page(f"{ONE}autosave/", writing.autosave, name="deputy-autosave", needs=OWN),
    page(f"{ONE}matters/", starting.cite, name="deputy-cite", needs=OWN),
    page(f"{ONE}cosigners/", cosigning.cosigners, name="deputy-cosigners", needs=OWN),
    page(f"{ONE}sign/", signing.sign, name="deputy-sign", needs=OWN),
    page(f"{ONE}file/", filing.file, name="deputy-file", needs=OWN),
    page(f"{ONE}filed/", filing.filed, name="deputy-filed", needs=OWN),
    page(f"{ONE}judge/", judging.judge, name="deputy-judge", needs=OWN),
    page(f"{ONE}withdraw/", leaving.withdraw, name="deputy-withdraw", needs=OWN),
    page(f"{ONE}discard/", leaving.discard, name="deputy-discard", needs=OWN),
]

nav.register(Role.DEPUTY, _("选民说的事"), "deputy-desk", "inbox", order=10)
nav.register(
    Role.DEPUTY, _("我的建议"), "deputy-suggestions", "edit", count=waits.writing, order=11
)
nav.register(Role.DEPUTY, _("请我联名"), "deputy-asked", "people", count=waits.asked, order=12)
nav.register(
    Role.DEPUTY, _("待我评价、确认"), "deputy-waiting", "hand", count=waits.answers, order=13
)
