"""Nobody is asked for a second factor unless a test says so; people of the town at their browsers."""

import pytest

from tests.web.browser import Desk


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.HUYING_SECOND_FACTOR = False
    settings.HUYING_PUBLIC_URL = "https://town.example"


@pytest.fixture
def staff(town):
    return Desk(town, "staff")


@pytest.fixture
def desk_of(town):
    return lambda role: Desk(town, role)
