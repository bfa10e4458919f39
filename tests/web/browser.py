"""A person at a browser, for the tests of the desks."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories import make_account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """Somebody with `role` in `town`, signed in; no role: a stranger."""

    def __init__(self, town: Any, role: str = "", **where: Any) -> None:
        self.town = town
        self.client = Client()
        if role:
            self.account = make_account(town, role, **where)
            self.client.force_login(self.account, BACKEND)

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.town.slug, *args])

    def get(self, name: str, /, *args: Any, **query: Any) -> Any:
        return self.client.get(self.url(name, *args), query)

    def post(self, name: str, /, *args: Any, **data: Any) -> Any:
        return self.client.post(self.url(name, *args), data)


def page(response: Any) -> str:
    """The page's text."""
    return response.content.decode()
