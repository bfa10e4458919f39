"""A town of its own, and nobody asked for a second factor unless a test says so."""

import pytest

from huying.core.tenancy import in_town
from tests.factories import make_town


@pytest.fixture(autouse=True)
def alone(settings):
    settings.HUYING_SECOND_FACTOR = False
    settings.HUYING_PUBLIC_URL = "https://town.example"


@pytest.fixture
def town(db):
    town = make_town()
    with in_town(town):
        yield town
