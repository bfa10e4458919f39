"""A town, its staff signed in, and a way to post forms as a person would."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.core.tenancy import in_town
from tests.factories import make_account, make_town


@pytest.fixture(autouse=True)
def no_second_factor(settings, tmp_path):
    settings.HUYING_SECOND_FACTOR = False
    settings.HUYING_FILES = tmp_path / "files"


@pytest.fixture
def town(db):
    town = make_town()
    with in_town(town):
        yield town


class Desk:
    """A signed-in browser of one person."""

    def __init__(self, town, role):
        self.town = town
        self.account = make_account(town, role)
        self.client = Client()
        self.client.force_login(self.account, "allauth.account.auth_backends.AuthenticationBackend")

    def url(self, name, *args):
        return reverse(name, args=[self.town.slug, *args])

    def get(self, name, *args, **query):
        return self.client.get(self.url(name, *args), query)

    def post(self, name, *args, **data):
        return self.client.post(self.url(name, *args), data)


@pytest.fixture
def staff(town):
    return Desk(town, "staff")


@pytest.fixture
def desk_of(town):
    return lambda role: Desk(town, role)
