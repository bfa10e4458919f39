"""The mark moves with every transaction, on this connection or another, and with nothing else."""

import threading

import pytest
from django.db import connection, transaction

from huying.core.models import Town
from huying.core.standstill import mark
from tests.factories import make_town


def elsewhere(act):
    def run():
        act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def rename(name="改名镇"):
    Town.objects.update(name=name)


@pytest.fixture
def town(transactional_db):
    return make_town()


def test_reading_leaves_the_mark(town):
    def reads():
        list(Town.objects.all())
        elsewhere(lambda: list(Town.objects.all()))

    def still():
        before = mark()
        reads()
        return mark() == before

    # PostgreSQL's mark moves with its other databases, too, where other tests run.
    assert any(still() for _try in range(50))


def test_each_change_moves_the_mark(town):
    before = mark()
    rename("又名镇")
    after = mark()
    elsewhere(rename)
    assert len({before, after, mark()}) == 3


def test_a_change_in_progress_moves_it_when_it_is_done(town):
    begun, go_on = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            rename()
            begun.set()
            go_on.wait(10)
        connection.close()

    other = threading.Thread(target=slowly)
    other.start()
    begun.wait(10)
    during = mark()
    assert Town.objects.get().name == "高都镇"
    go_on.set()
    other.join()
    assert mark() != during
    assert Town.objects.get().name == "改名镇"


def test_inside_a_transaction_there_is_no_mark(town):
    with transaction.atomic():
        assert mark() is None
