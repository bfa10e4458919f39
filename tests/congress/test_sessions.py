"""Sessions: their names in Chinese, who sits on which day, days that cannot be."""

import datetime as dt

import pytest

from huying.congress import actions, queries
from huying.core.errors import Denied, HuyingError
from huying.core.numerals import chinese
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.town.models import Term
from tests.factories import make_actor, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def keep(town, number=1, opens="2026-07-20", closes="2026-07-21", by=None):
    return actions.keep_session(
        term=Term.objects.get(number=18), number=number, opens=dt.date.fromisoformat(opens),
        closes=closes and dt.date.fromisoformat(closes), by=by or system_actor(town.pk),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (3, "三"), (10, "十"), (11, "十一"), (18, "十八"), (20, "二十"), (99, "九十九")],
)
def test_numbers_in_chinese(number, said):
    assert chinese(number) == said


def test_number_beyond_ninety_nine_is_refused():
    with pytest.raises(ValueError, match="100"):
        chinese(100)


def test_session_is_named_as_on_papers(town):
    session = keep(town, number=3)
    assert (session.short, session.title) == ("十八届三次会议", "第十八届人民代表大会第三次会议")


def test_session_sits_from_its_first_to_its_last_day(town):
    session = keep(town)
    for day, sitting in (("07-19", None), ("07-20", session), ("07-21", session), ("07-22", None)):
        assert queries.in_session(dt.date.fromisoformat(f"2026-{day}")) == sitting


def test_session_without_a_close_goes_on_sitting(town):
    session = keep(town, closes=None)
    assert queries.in_session(dt.date(2026, 8, 1)) == session


def test_days_that_cannot_be_are_refused_at_their_field(town):
    with pytest.raises(HuyingError) as caught:
        keep(town, closes="2026-07-19")
    assert caught.value.field == "closes"
    keep(town)
    with pytest.raises(HuyingError) as caught:
        keep(town, number=2, opens="2026-07-21", closes="2026-07-22")
    assert caught.value.field == "opens"


def test_only_the_congress_keeps_the_list(town):
    with pytest.raises(Denied):
        keep(town, by=make_actor(town, Role.CLERK))
