import pytest

from huying.core.tenancy import in_town
from tests.factories import make_town


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town
