"""Signing in with a printed card and its PIN."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from huying.core import clock
from huying.core.errors import HuyingError
from huying.core.permissions import system_actor
from huying.town import actions, cards
from huying.town.models import EntryCard, Holding
from tests.factories import make_account
from tests.web.browser import page

WRONG = "密码不对，请再输一次。"
LOCKED = "密码错得太多，这张卡先锁十五分钟，请稍后再试。"
GONE = "这张二维码已经失效，请找镇人大办重新打印。"


@pytest.fixture(autouse=True)
def patient(settings):
    # The limit by address is a wall of its own; here it is the card's count that is asked.
    settings.HUYING_RATE_FACTOR = 100


@pytest.fixture
def keeper(town):
    return make_account(town, "keeper")


@pytest.fixture
def card(town, keeper):
    return actions.issue_card(account=keeper, by=system_actor(town.pk), town=town)


@pytest.fixture
def type_pin(card) -> Callable:
    def type_pin(pin: str, *, token: str = card[0], client: Client | None = None):
        return (client or Client()).post(reverse("card-enter", args=[token]), {"pin": pin})

    return type_pin


def other_than(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_card_asks_for_the_pin(card):
    response = Client().get(reverse("card-enter", args=[card[0]]))
    assert response.status_code == 200
    assert 'type="password"' in page(response)
    assert 'inputmode="numeric"' in page(response)


def test_card_with_its_pin_leads_to_the_desk(town, card, keeper, type_pin):
    client = Client()
    assert type_pin(card[1], client=client).url == reverse("go")
    assert client.get(reverse("go")).url == reverse("desk", args=[town.slug])
    assert client.get(reverse("desk", args=[town.slug])).url == reverse(
        "station-desk", args=[town.slug]
    )
    assert client.get(reverse("station-desk", args=[town.slug])).status_code == 200
    assert int(client.session["_auth_user_id"]) == keeper.pk


def test_card_counts_as_the_second_factor(settings, town, card, type_pin):
    settings.HUYING_SECOND_FACTOR = True
    client = Client()
    type_pin(card[1], client=client)
    assert client.get(reverse("station-desk", args=[town.slug])).status_code == 200


def test_wrong_pin_is_counted_and_the_right_one_starts_anew(card, type_pin):
    client = Client()
    response = type_pin(other_than(card[1]), client=client)
    assert response.context["form"].errors == {"pin": [WRONG]}
    assert "_auth_user_id" not in client.session
    assert EntryCard.objects.get().failures == 1
    type_pin(card[1])
    assert EntryCard.objects.get().failures == 0


def test_fifth_wrong_pin_locks_the_card_for_a_quarter_of_an_hour(card, type_pin):
    with time_machine.travel(clock.now(), tick=False) as at:
        for _try in range(cards.TRIES):
            assert type_pin(other_than(card[1])).context["form"].errors == {"pin": [WRONG]}
        assert type_pin(card[1]).context["form"].errors == {"pin": [LOCKED]}
        at.shift(dt.timedelta(minutes=14, seconds=59))
        assert type_pin(card[1]).context["form"].errors == {"pin": [LOCKED]}
        at.shift(dt.timedelta(seconds=2))
        assert type_pin(card[1]).status_code == 302


def test_new_card_ends_the_old_one(town, card, keeper, type_pin):
    token, pin = actions.issue_card(account=keeper, by=system_actor(town.pk), town=town)
    assert type_pin(card[1]).context["form"].errors == {"pin": [GONE]}
    assert type_pin(pin, token=token).status_code == 302


def test_unknown_card_is_gone(card, type_pin):
    assert type_pin(card[1], token="never-printed").context["form"].errors == {"pin": [GONE]}


def test_card_of_a_stopped_account_is_gone(card, keeper, type_pin):
    keeper.is_active = False
    keeper.save(update_fields=["is_active"])
    assert type_pin(card[1]).context["form"].errors == {"pin": [GONE]}


def test_card_stops_with_the_role_that_it_was_made_for(town, card, keeper, type_pin):
    by = system_actor(town.pk)
    actions.end_role(holding=Holding.objects.get(account=keeper), by=by, town=town)
    actions.grant_role(account=keeper, role="admin", by=by, town=town)
    assert type_pin(card[1]).context["form"].errors == {"pin": [GONE]}


def test_many_tries_from_one_address_are_slowed(settings, card, type_pin):
    settings.HUYING_RATE_FACTOR = 1
    answers = [type_pin("000000", token=f"guess-{n}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_check_keeps_only_digests(card):
    kept = EntryCard.objects.get()
    assert card[0] not in (kept.token_digest, kept.pin)
    assert card[1] not in kept.pin
    with pytest.raises(HuyingError, match=GONE):
        cards.check(token=kept.token_digest, pin=card[1])
