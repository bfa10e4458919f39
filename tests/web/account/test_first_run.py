"""The first page of a new town."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.core.models import Event, Town
from huying.core.permissions import system_actor
from huying.core.tenancy import across_towns
from huying.town import actions
from huying.town.models import Account, Holding, Point
from tests.factories import PASSWORD, make_town
from tests.web.browser import page

pytestmark = pytest.mark.django_db
GOOD = {
    "town": "高都镇", "code": "140525107", "county": "泽州县", "slug": "gaodu",
    "name": "李𠮷", "username": "li", "password": PASSWORD,
}  # fmt: skip


def fill_in(client: Client | None = None, **other: str):
    return (client or Client()).post(reverse("welcome"), GOOD | other)


def test_empty_site_leads_to_the_first_page():
    response = Client().get("/")
    assert response.url == reverse("welcome")
    assert "先填好镇和管理员" in page(Client().get(response.url))


def test_first_page_makes_the_town_and_its_administrator():
    client = Client()
    assert fill_in(client).url == reverse("admin-home", args=["gaodu"])
    town = Town.objects.get()
    assert (town.name, town.code, town.county_code, town.county_name, town.slug) == (
        "高都镇", "140525107", "140525", "泽州县", "gaodu",
    )  # fmt: skip
    account = Account.objects.get()
    assert (account.name, account.username) == ("李𠮷", "li")
    assert account.check_password(PASSWORD)
    held = Holding.objects.order_by("role").values_list("role", "town_id")
    assert list(held) == [("admin", town.pk), ("system", None)]
    with across_towns():
        assert [(p.kind, p.key, p.name) for p in Point.objects.all()] == [
            ("station", "station", "高都镇人大代表中心联络站")
        ]
        verbs = list(Event.objects.order_by("id").values_list("kind", "verb"))
    assert verbs == [("town", "open"), ("account", "open")] + [("account", "grant")] * 2
    assert client.get(reverse("admin-home", args=["gaodu"])).status_code == 200


def test_first_page_wants_the_second_factor_next(settings):
    settings.HUYING_SECOND_FACTOR = True
    client = Client()
    desk = fill_in(client).url
    assert client.get(desk).url == reverse("mfa_index")
    # The password was typed a moment ago; it is not asked for again.
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_first_page_is_closed_once_there_is_a_town():
    fill_in()
    assert Client().get(reverse("welcome")).status_code == 404
    assert fill_in(slug="other", username="zhang").status_code == 404
    assert Town.objects.count() == 1
    assert Client().get("/").url == reverse("public-home", args=["gaodu"])


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("code", "14052510", "请填九位数字。"),
        ("code", "一四零五二五一零七", "请填九位数字。"),
        ("slug", "accounts", "这个简名系统要用，请换一个。"),
        ("slug", "I18N", "这个简名系统要用，请换一个。"),
        ("username", "李 管理", "用户名用字母、数字或汉字，2 到 60 个字。"),
    ],
)
def test_bad_input_keeps_what_was_typed_with_a_sentence_at_the_field(field, typed, sentence):
    response = fill_in(**{field: typed})
    assert response.context["form"].errors == {field: [sentence]}
    assert '<p class="hy-error">' in page(response)
    assert sentence in page(response)
    for name, value in (GOOD | {field: typed}).items():
        assert response.context["form"][name].value() == value
        assert f'value="{value}"' in page(response), name
    assert (Town.objects.count(), Account.objects.count()) == (0, 0)


@pytest.mark.parametrize("field", sorted(GOOD))
def test_first_page_needs_each_field(field):
    assert list(fill_in(**{field: ""}).context["form"].errors) == [field]
    assert Town.objects.count() == 0


@pytest.mark.parametrize("weak", ["short-1", "123456789012", "password1234"])
def test_first_page_takes_no_weak_password(weak):
    assert list(fill_in(password=weak).context["form"].errors) == ["password"]
    assert Account.objects.count() == 0


def test_user_name_that_is_taken_is_told_at_its_field():
    # Accounts outlive a town that was removed by hand.
    Account.objects.create(username="li", name="从前的人")
    response = fill_in()
    assert response.context["form"].errors == {"username": ["这个用户名已经有人用了，请换一个。"]}
    assert Town.objects.count() == 0


def test_front_door_offers_a_choice_of_several_towns():
    make_town()
    make_town(slug="bagong", code="140525101", name="巴公镇")
    response = Client().get("/")
    for slug in ("gaodu", "bagong"):
        assert f'href="{reverse("public-home", args=[slug])}"' in page(response)


def test_account_in_two_towns_chooses_between_their_desks():
    one, two = make_town(), make_town(slug="bagong", code="140525101", name="巴公镇")
    by = system_actor(one.pk)
    account = actions.open_account(username="li", name="李", password=PASSWORD, by=by, town=one)
    for town in (one, two):
        actions.grant_role(account=account, role="staff", by=system_actor(town.pk), town=town)
    client = Client()
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("go"))
    for slug in ("gaodu", "bagong"):
        assert f'href="{reverse("desk", args=[slug])}"' in page(response)
