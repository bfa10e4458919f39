"""Deputies at their phones, each with their own sign-in."""

from __future__ import annotations

from django.test import Client

from huying.town.models import Account, Deputy
from tests.factories import make_deputy, make_deputy_actor
from tests.web.browser import BACKEND, Desk


class DeputyDesk(Desk):
    """A deputy, signed in; `deputy` is who they are."""

    def __init__(self, town, deputy: Deputy) -> None:
        super().__init__(town)
        self.deputy = deputy
        self.actor = make_deputy_actor(town, deputy)
        self.client = Client()
        self.client.force_login(Account.objects.get(pk=self.actor.account_id), BACKEND)

    def write(self, suggestion, act: str = "save", **typed):
        """Send the page of a draft with what it shows, changed by `typed`."""
        form = self.get("deputy-write", suggestion.pk).context["form"]
        shown = {name: form[name].value() or "" for name in form.fields}
        return self.post("deputy-write", suggestion.pk, act=act, **(shown | typed))


def first(town) -> DeputyDesk:
    """王𠮷祥, who leads."""
    return DeputyDesk(town, Deputy.objects.order_by("id")[0])


def another(town, name: str = "李䶮") -> DeputyDesk:
    """One more deputy of the same term."""
    return DeputyDesk(town, make_deputy(town, name))
