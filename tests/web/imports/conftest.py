"""A data folder of one's own for uploads."""

import pytest


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.HUYING_DATA = tmp_path
