"""Ten times kill -9 in the middle: nothing lost, nothing counted twice. bench/kills.py does two hundred."""

import random

import pytest

from tests.far_ends import MailServer
from tests.faults.kills import (
    Count,
    kill_the_web,
    kill_the_worker,
    mail_settings,
    prepared,
)
from tests.sites import Site

pytestmark = [pytest.mark.faults, pytest.mark.one_database]


@pytest.fixture
def mail():
    server = MailServer()
    yield server
    server.close()


def test_a_worker_killed_while_it_sends_loses_and_doubles_nothing(tmp_path, mail):
    site = prepared(Site(tmp_path, **mail_settings(mail)))
    count = kill_the_worker(site, mail, kills=10, dice=random.Random(4))
    assert (count.lost, count.twice) == (0, 0)
    # At most the mail in hand at each kill is in doubt, and said to be.
    assert count.unknown <= 10
    assert count.things == 60


def test_a_web_server_killed_while_it_takes_voices_in_loses_and_doubles_nothing(tmp_path):
    site = prepared(Site(tmp_path, HUYING_RATE_FACTOR="100000"))
    assert kill_the_web(site, kills=10, dice=random.Random(5)) == Count(
        things=400, kills=10, twice=0, lost=0
    )
