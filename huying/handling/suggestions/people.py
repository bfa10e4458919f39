"""Which deputies stand behind a case of a suggestion, and who may speak for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from huying.core.errors import Denied, HuyingError
from huying.core.permissions import Actor, Role
from huying.handling.models import Case
from huying.suggestions.cosigning import holding
from huying.suggestions.models import Suggestion
from huying.town.models import Deputy


def suggestion_of(case: Case) -> Suggestion:
    """The suggestion that a case is about."""
    return Suggestion.objects.select_related("lead", "town", "session__term").get(pk=case.origin_id)


def deputies_of(case: Case) -> list[Deputy]:
    """Its lead, then those whose co-signature holds."""
    suggestion = suggestion_of(case)
    return [suggestion.lead, *(one.deputy for one in holding(suggestion))]


def speaks_in(case: Case, deputy: Deputy, by: Actor) -> None:
    """Raise unless `deputy` stands behind the case and `by` is that deputy, or the staff with their paper."""
    if deputy.pk not in {one.pk for one in deputies_of(case)}:
        raise HuyingError(_("这位代表没有领衔或联名这件建议。"), field="deputy")
    if by.kind != "system" and by.deputy_id != deputy.pk and not by.has(Role.STAFF):
        raise Denied
