"""The triage desk's fixtures, and a data folder of one's own for uploads."""

import pytest

from tests.web.staff.conftest import desk_of, no_second_factor, staff, town  # noqa: F401


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.HUYING_DATA = tmp_path
