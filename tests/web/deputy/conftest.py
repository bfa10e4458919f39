"""The lead deputy and a colleague, each at a phone."""

import pytest

from tests.web.deputy.people import another, first


@pytest.fixture
def lead(town):
    return first(town)


@pytest.fixture
def colleague(town):
    return another(town)
