"""Password, second factor, and what many failures lead to."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from huying.core import clock
from huying.core.permissions import SECOND_FACTOR_ROLES, Role
from tests.factories import PASSWORD, make_account
from tests.web.browser import Desk, page

WRONG = "用户名或密码不对，请核对大小写再试。"
TOO_MANY = "错的次数太多，请过一刻钟再试。忘了密码，请镇管理员重设。"
WRONG_CODE = "验证码不对，或者过了半分钟换了新的。请看着手机再输一遍。"


@pytest.fixture
def strict(settings):
    settings.HUYING_SECOND_FACTOR = True


@pytest.fixture
def at() -> Callable:
    """A moment that stands still until it is moved on: codes change each half minute."""
    with time_machine.travel(clock.now(), tick=False) as moment:
        yield moment


def sign_in(client, account, password=PASSWORD, **more):
    data = {"login": account.username, "password": password} | more
    return client.post(reverse("account_login"), data)


def errors(response) -> list[str]:
    return [str(e) for found in response.context["form"].errors.values() for e in found]


def shown_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))


def enrol(client) -> str:
    """Set up the second factor as a person does; returns the secret in their phone."""
    asked = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page(asked)).group(1)
    done = client.post(reverse("mfa_activate_totp"), {"code": shown_now(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    return secret


def test_password_leads_to_the_desk(town):
    client, account = Client(), make_account(town, Role.OFFICE)
    assert sign_in(client, account).url == reverse("go")
    assert client.get(reverse("office-desk", args=[town.slug])).status_code == 200


def test_password_leads_back_to_the_page_that_was_asked_for(town):
    account = make_account(town, Role.OFFICE)
    wanted = reverse("office-desk", args=[town.slug])
    assert sign_in(Client(), account, next=wanted).url == wanted


def test_no_way_out_to_another_site(town):
    account = make_account(town, Role.OFFICE)
    assert sign_in(Client(), account, next="https://evil.example/").url == reverse("go")


@pytest.mark.parametrize("password", ["wrong-horse", "", PASSWORD.upper()])
def test_wrong_password_signs_nobody_in(town, password):
    client, account = Client(), make_account(town, Role.OFFICE)
    response = sign_in(client, account, password)
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    assert response.context["form"]["login"].value() == account.username


def test_unknown_user_and_wrong_password_are_told_alike(town):
    account = make_account(town, Role.OFFICE)
    wrong = sign_in(Client(), account, "wrong-horse")
    account.username = "nobody"
    assert errors(wrong) == errors(sign_in(Client(), account, "wrong-horse")) == [WRONG]


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(town, at):
    account = make_account(town, Role.OFFICE)
    for _try in range(5):
        assert errors(sign_in(Client(), account, "wrong-horse")) == [WRONG]
    assert errors(sign_in(Client(), account)) == [TOO_MANY]
    at.shift(dt.timedelta(minutes=14))
    assert errors(sign_in(Client(), account)) == [TOO_MANY]
    at.shift(dt.timedelta(minutes=2))
    assert sign_in(Client(), account).status_code == 302


def test_failures_of_one_account_do_not_lock_another(town):
    account, other = make_account(town, Role.OFFICE), make_account(town, Role.OFFICE)
    for _try in range(6):
        sign_in(Client(), account, "wrong-horse")
    assert sign_in(Client(), other).status_code == 302


def test_inactive_account_is_told_so(town):
    account = make_account(town, Role.OFFICE)
    account.is_active = False
    account.save()
    client = Client()
    response = sign_in(client, account)
    if response.status_code == 302:
        response = client.get(response.url)
    assert "这个账号不能再登录。有疑问请找镇管理员。" in page(response)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_role_that_opens_contacts_or_administers_must_set_up_a_second_factor(town, strict, role):
    person = Desk(town, role)
    assert person.get("desk").url == reverse("mfa_index")
    assert "现在开启" in page(person.client.get(reverse("mfa_index")))


@pytest.mark.parametrize("role", sorted(set(Role) - SECOND_FACTOR_ROLES))
def test_other_roles_need_none(town, strict, role):
    assert Desk(town, role).get("desk").status_code == 302
    assert Desk(town, role).get("desk").url != reverse("mfa_index")


def test_page_asked_for_by_htmx_moves_the_whole_page_to_the_set_up(town, strict):
    person = Desk(town, Role.STAFF)
    response = person.client.get(person.url("staff-queue"), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("mfa_index"))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
def test_enrolled_account_passes_and_is_asked_for_its_code_next_time(town, strict, at, role):
    client, account = Client(), make_account(town, role)
    sign_in(client, account)
    secret = enrol(client)
    assert client.get(reverse("desk", args=[town.slug])).url != reverse("mfa_index")

    again = Client()
    at.shift(60)
    assert sign_in(again, account).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session
    assert again.get(reverse("desk", args=[town.slug])).url.startswith(reverse("account_login"))
    assert errors(again.post(reverse("mfa_authenticate"), {"code": "000000"})) == [WRONG_CODE]
    done = again.post(reverse("mfa_authenticate"), {"code": shown_now(secret)})
    assert done.url == reverse("go")
    assert int(again.session["_auth_user_id"]) == account.pk


def test_code_works_once(town, strict, at):
    client, account = Client(), make_account(town, Role.STAFF)
    sign_in(client, account)
    secret = enrol(client)
    at.shift(60)
    for expected in (302, 200):
        other = Client()
        sign_in(other, account)
        answer = other.post(reverse("mfa_authenticate"), {"code": shown_now(secret)})
        assert answer.status_code == expected


def test_recovery_code_works_once(town, strict, at):
    client, account = Client(), make_account(town, Role.STAFF)
    sign_in(client, account)
    enrol(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    for expected in (302, 200):
        other = Client()
        sign_in(other, account)
        answer = other.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert answer.status_code == expected


def test_wrong_code_does_not_switch_the_second_factor_on(town, strict):
    client, account = Client(), make_account(town, Role.STAFF)
    sign_in(client, account)
    client.get(reverse("mfa_activate_totp"))
    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert errors(response) == [WRONG_CODE]
    assert Authenticator.objects.count() == 0


def test_nobody_signs_up_by_themselves():
    assert Client().get("/accounts/signup/").status_code == 404


def test_own_password_is_changed_with_the_present_one(town):
    client, account = Client(), make_account(town, Role.OFFICE)
    sign_in(client, account)
    new = "another-horse-9-stable"
    data = {"oldpassword": "wrong-horse", "password1": new, "password2": new}
    url = reverse("account_change_password")
    assert errors(client.post(url, data)) == ["现在的密码不对，请再输一遍。"]
    assert client.post(url, data | {"oldpassword": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.check_password(new)
