"""A kept page is everybody's page: no one's token, no one's language, nobody who is signed in."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.core.tenancy import in_town
from huying.web import shared
from tests.factories import make_account, make_public_matter, make_town

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def matter(db, monkeypatch):
    monkeypatch.setattr(shared, "SECONDS", 60)
    shared._kept.clear()
    town = make_town()
    with in_town(town):
        yield make_public_matter(town)
    shared._kept.clear()


def address(matter):
    return f"/gaodu/register/{matter.pk}/"


def token_of(response):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', response.content.decode())[1]


def test_the_second_visitor_is_served_without_a_query(matter):
    def everybodys(response):
        return re.sub(r'(?<=value=")\w{32,64}(?=")', "", response.content.decode())

    first = Client().get(address(matter))
    with CaptureQueriesContext(connection) as seen:
        second = Client().get(address(matter))
    assert len(seen) <= 1
    assert everybodys(second) == everybodys(first)
    assert token_of(second) != token_of(first)


def test_each_visitor_has_a_token_of_their_own_that_works(matter):
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = [token_of(visitor.get(address(matter))) for visitor in (one, other)]
    assert tokens[0] != tokens[1]
    sent = other.post(
        f"/gaodu/register/{matter.pk}/support/", {"csrfmiddlewaretoken": tokens[1]},
    )  # fmt: skip
    assert sent.status_code == 302
    assert other.post(
        f"/gaodu/register/{matter.pk}/support/", {"csrfmiddlewaretoken": tokens[0]}
    ).status_code == 403  # fmt: skip


def key_of(response):
    return re.search(r'name="client_key" value="(\w{32})"', response.content.decode())[1]


def test_each_visitors_me_too_is_their_own(matter):
    """A kept page must not hand one visitor's key, and with it their secret link, to the next."""
    ways = []
    for visitor in (Client(), Client()):
        page = visitor.get(address(matter))
        said = {"client_key": key_of(page)}
        ways.append(visitor.post(f"/gaodu/register/{matter.pk}/support/", said)["Location"])
    assert ways[0] != ways[1]
    matter.refresh_from_db()
    assert matter.support_count == 2


def test_languages_and_large_type_do_not_mix(matter):
    chinese, english, large = Client(), Client(headers={"accept-language": "en"}), Client()
    large.cookies["hy_large"] = "1"
    pages = [visitor.get(address(matter)).content.decode() for visitor in (chinese, english, large)]
    assert '<html lang="en"' in pages[1]
    assert '<html lang="en"' not in pages[0]
    assert "hy-large" in pages[2].partition("<head>")[0]
    assert "hy-large" not in pages[0].partition("<head>")[0]


def test_who_is_signed_in_sees_the_page_as_it_is(matter):
    Client().get("/gaodu/")
    staff = Client()
    staff.force_login(make_account(matter.town, "staff"), BACKEND)
    page = staff.get("/gaodu/")
    assert "退出" in page.content.decode()
    assert "退出" not in Client().get("/gaodu/").content.decode()
    assert page["Cache-Control"].find("no-store") >= 0


def test_no_more_than_so_many_pages_are_kept(matter, monkeypatch):
    monkeypatch.setattr(shared, "MOST", 3)
    for number in range(6):
        Client().get(f"/gaodu/register/?q={number}")
    assert len(shared._kept) == 3


def test_an_error_is_not_kept(matter):
    assert Client().get("/gaodu/register/999999/").status_code == 404
    assert len(shared._kept) == 0
