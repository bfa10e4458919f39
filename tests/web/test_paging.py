"""Paging by key: every row once, in order, forth and back; what stands after a row."""

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from django.test import RequestFactory

from huying.core import clock
from huying.core.tenancy import in_town
from huying.voices.models import Matter
from huying.voices.queries import TRIAGE_ORDER
from huying.web.paging import following, keyset
from tests.factories import make_town, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def matters():
    """Eight: three of them urgent, some due on one day."""
    town = make_town()
    with in_town(town):
        for n in range(8):
            said = clock.now() - dt.timedelta(days=n // 2)
            matter = make_voice(town, f"第{n}件", said_at=said).matter
            if n % 3 == 0:
                Matter.objects.filter(pk=matter.pk).update(urgency="urgent")
        yield Matter.objects.all()


def pages(rows, side, first="", **how):
    link = first
    while True:
        request = RequestFactory().get("/", dict(parse_qsl(link.lstrip("?"))))
        page = keyset(request, rows, TRIAGE_ORDER, size=3, **how)
        yield page
        link = getattr(page, side)
        if not link:
            return


@pytest.mark.parametrize("sorted_first", [False, True])
def test_every_row_stands_on_one_page_in_order(matters, sorted_first):
    expected = list(matters.order_by(*TRIAGE_ORDER))
    forth = list(pages(matters, "older", sorted_first=sorted_first))
    assert [len(page) for page in forth] == [3, 3, 2]
    assert [row for page in forth for row in page] == expected
    back = list(pages(matters, "newer", forth[1].older, sorted_first=sorted_first))
    assert [row for page in reversed(back) for row in page] == expected


def test_a_strange_cursor_shows_the_first_page(matters):
    request = RequestFactory().get("/", {"after": "0_nonsense_x"})
    page = keyset(request, matters, TRIAGE_ORDER, size=3)
    assert page.rows == list(matters.order_by(*TRIAGE_ORDER)[:3])
    assert page.newer == ""


def test_following_goes_on_and_begins_anew_at_the_end(matters):
    rows = list(matters.order_by(*TRIAGE_ORDER))
    for row, after in zip(rows, [*rows[1:], rows[0]], strict=True):
        assert following(matters, TRIAGE_ORDER, row) == after


def test_following_is_nothing_when_all_is_done(matters):
    last = matters.first()
    assert following(matters.none(), TRIAGE_ORDER, last) is None
