"""A page kept for strangers is no one's in particular; a desk is kept for one, and never out of date."""

import datetime as dt
import gzip
import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.core import clock
from huying.core.tenancy import in_town
from huying.town.models import Holding
from huying.web import kept
from tests.factories import make_account, make_public_matter, make_town, make_voice

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def matter(db, monkeypatch):
    monkeypatch.setattr(kept, "SECONDS", 60)
    kept._strangers.pages.clear()
    town = make_town()
    with in_town(town):
        yield make_public_matter(town)
    kept._strangers.pages.clear()


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
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(6):
        Client().get(f"/gaodu/register/?q={number}")
    assert len(kept._strangers.pages) == 3


def test_an_error_is_not_kept(matter):
    assert Client().get("/gaodu/register/999999/").status_code == 404
    assert len(kept._strangers.pages) == 0


# A desk, for whoever is signed in. Real transactions: inside one, nothing is kept.
# What a kept one asks: its town, which tests always ask for, and whether the database stands still.
LOOKED = 2


@pytest.fixture
def desk(transactional_db, monkeypatch):
    """A member of staff's browser, which says how many queries it took to open an address."""
    monkeypatch.setattr(kept, "OWN_SECONDS", 60)
    town = make_town()
    browser = Client(headers={"accept-encoding": "gzip"})
    browser.force_login(make_account(town, "staff"), BACKEND)
    browser.get("/gaodu/staff/")  # sets the cookies that a page is kept under
    browser.town = town
    return browser


def opened(browser, address="/gaodu/staff/", **headers):
    """(queries, html) of an opened page."""
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(address, headers=headers)
    assert answer.status_code == 200
    packed = answer.headers.get("Content-Encoding") == "gzip"
    body = gzip.decompress(answer.content) if packed else answer.content
    return len(seen), body.decode()


def served_as_kept(browser):
    """The desk as it was kept. PostgreSQL's mark moves with its other databases, too: so look some times."""
    for _look in range(200):
        queries, html = opened(browser)
        if queries == LOOKED:
            return html
    raise AssertionError("never kept")


def test_a_desk_is_made_again_only_when_there_is_news(desk):
    made, first = opened(desk)
    second = served_as_kept(desk)
    assert made > LOOKED
    assert second.count("<article") == first.count("<article")
    with in_town(desk.town):
        voice = make_voice(desk.town, "村口的路灯不亮了")
    remade, third = opened(desk)
    assert remade > LOOKED
    assert "村口的路灯不亮了" in third
    assert "村口的路灯不亮了" not in second
    assert voice.pk


def test_news_from_another_connection_is_seen(desk):
    served_as_kept(desk)

    def elsewhere():
        with in_town(desk.town):
            make_voice(desk.town, "桥栏杆断了一截")
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert "桥栏杆断了一截" in opened(desk)[1]


def test_a_role_that_was_taken_away_takes_its_kept_pages_along(desk):
    served_as_kept(desk)
    Holding.objects.update(until=clock.now())
    assert desk.get("/gaodu/staff/").status_code == 403


def test_who_signs_out_leaves_no_kept_page_behind(desk):
    opened(desk)
    key = desk.cookies["hy_session"].value
    desk.logout()
    desk.cookies["hy_session"] = key
    assert desk.get("/gaodu/staff/").status_code == 302


def test_two_people_are_never_served_each_others_desk(desk):
    opened(desk)
    other = Client(headers={"accept-encoding": "gzip"})
    other.force_login(make_account(desk.town, "office"), BACKEND)
    assert opened(desk)[0] > LOOKED  # somebody signed in: that is news, too
    assert other.get("/gaodu/staff/").status_code == 403


def test_a_part_of_a_page_and_what_is_told_once_are_not_kept(desk):
    opened(desk)
    assert opened(desk, **{"HX-Request": "true"})[0] > LOOKED
    desk.cookies["messages"] = "told"
    assert opened(desk)[0] > LOOKED


def test_a_day_that_begins_makes_the_desk_anew(desk, monkeypatch):
    served_as_kept(desk)
    tomorrow = clock.today() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert opened(desk)[0] > LOOKED


def test_the_key_that_makes_a_retry_one_act_is_new_at_each_look(transactional_db, monkeypatch):
    monkeypatch.setattr(kept, "OWN_SECONDS", 60)
    keeper = Client(headers={"accept-encoding": "gzip"})
    keeper.force_login(make_account(make_town(), "keeper"), BACKEND)
    keys = {
        re.search(r'name="client_key" value="(\w+)"', opened(keeper, "/gaodu/station/enter/")[1])[1]
        for _look in range(3)
    }
    assert len(keys) == 3


def test_a_kept_desk_says_that_no_one_else_may_keep_it(desk):
    opened(desk)
    page = desk.get("/gaodu/staff/")
    assert page["Cache-Control"] == "private, no-store"
    assert "Cookie" in page["Vary"]
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_what_has_nothing_of_a_visitors_own_is_packed_once(matter):
    phone = {"accept-encoding": "gzip, br"}
    first, second = (Client(headers=phone).get("/gaodu/register/") for _visitor in range(2))
    assert first["Content-Encoding"] == second["Content-Encoding"] == "gzip"
    assert second.content == first.content
    assert "csrftoken" not in first.cookies
    old = Client().get("/gaodu/register/")
    assert "Content-Encoding" not in old
    assert gzip.decompress(second.content) == old.content
    form = Client(headers=phone).get(address(matter))
    again = Client(headers=phone).get(address(matter))
    assert gzip.decompress(form.content) != gzip.decompress(again.content)
