"""Consultations: asking, answering, and what came of it."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huying.consultations.queries import waiting_count
from huying.core.permissions import Role
from huying.web.consultations import acts, desk, public, station
from huying.web.context import nav
from huying.web.pages import page

READ, WRITE = "public.read", "public.write"
SEE, RUN = "consultations.see", "consultations.run"


def _waiting(_request: HttpRequest) -> int:
    return waiting_count()


for role in (Role.STAFF, Role.PRESIDIUM):
    nav.register(role, _("问政问计问需"), "consultations-desk", "people", count=_waiting, order=24)
for role in (Role.KEEPER, Role.DEPUTY, Role.OFFICE, Role.LEADER):
    nav.register(role, _("问政问计问需"), "consultations", "people", order=24)

pages = [
    page("", public.listed, name="consultations", needs=READ, shared=True),
    page("desk/", desk.home, name="consultations-desk", needs=SEE),
    page("desk/new/", desk.new, name="consultation-new", needs=RUN),
    page("desk/<int:pk>/", desk.one, name="consultation-desk", needs=SEE),
    page("desk/<int:pk>/do/<slug:verb>/", acts.act, name="consultation-act", needs=RUN),
    page("desk/s/<int:pk>/<slug:verb>/", acts.statement, name="consultation-statement", needs=RUN),
    page("desk/r/<int:pk>/<slug:verb>/", acts.remark, name="consultation-remark", needs=RUN),
    # What one device said before stands in its form: nobody else may get this page.
    page("<int:pk>/", public.show, name="consultation", needs=READ, kept=False),
    page("<int:pk>/answer/", public.answer, name="consultation-answer", needs=WRITE),
    page("<int:pk>/table.<slug:format>", public.take_away, name="consultation-table", needs=READ,
         kept=False),
    page("<int:pk>/enter/", station.enter, name="consultation-enter",
         needs="consultations.enter", kept=False),
    page("<int:pk>/sheets/", station.sheets, name="consultation-sheets",
         needs="consultations.print"),
]  # fmt: skip
