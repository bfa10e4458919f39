"""Accounts, what they hold, and the printed cards."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from huying.core.models import Event
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.town import actions
from huying.town.models import Account, Deputy, EntryCard, Holding, Point, Unit
from tests.factories import PASSWORD, make_account, make_town
from tests.web.browser import Desk, page

NEW = {"name": "赵𠮷", "username": "zhao"}
ELSEWHERE = "这个账号在别处也有职责，请系统管理员来办。"
LAST = "这是本镇最后一个管理员。请先让另一个人当管理员，再收回。"
ALONE = "审计员不能兼任其他角色，请另开一个账号。"


@pytest.fixture
def admin(town):
    return Desk(town, "admin")


def held(account) -> list[str]:
    return sorted(account.holdings.filter(until__isnull=True).values_list("role", flat=True))


def password_on(response) -> str:
    return re.search(r'<dd class="hy-num">([^<]+)</dd>', page(response)).group(1)


def verbs() -> list[str]:
    return list(Event.objects.filter(kind="account").order_by("id").values_list("verb", flat=True))


def test_opened_account_signs_in_with_the_password_that_is_shown_once(admin):
    unit = Unit.objects.get(key="water")
    response = admin.post("admin-accounts", **NEW, role="clerk", unit=unit.pk)
    password = password_on(response)
    assert len(password) == 16
    account = Account.objects.get(username="zhao")
    assert (account.name, held(account)) == ("赵𠮷", ["clerk"])
    assert account.holdings.get().unit == unit
    client = Client()
    data = {"login": "zhao", "password": password}
    assert client.post(reverse("account_login"), data).url == reverse("go")
    assert client.get(admin.url("unit-desk")).status_code == 200
    assert password not in page(admin.get("admin-accounts"))
    assert password not in page(admin.get("admin-account", account.pk))
    assert "赵𠮷" in page(admin.get("admin-accounts"))


@pytest.mark.parametrize("role", ["deputy", "office", "leader", "staff", "presidium", "admin"])
def test_account_is_opened_for_each_role(admin, role):
    deputy = Deputy.objects.get()
    admin.post("admin-accounts", **NEW, role=role, deputy=deputy.pk)
    holding = Holding.objects.get(account__username="zhao")
    wanted = deputy if role in ("deputy", "presidium") else None
    assert (holding.role, holding.deputy, holding.town) == (role, wanted, admin.town)


@pytest.mark.parametrize(
    ("role", "field", "sentence"),
    [
        ("clerk", "unit", "请选择承办单位。"),
        ("head", "unit", "请选择承办单位。"),
        ("keeper", "point", "请选择联络站或联络点。"),
        ("deputy", "deputy", "请选择这位代表是哪一位。"),
    ],
)
def test_role_without_its_place_is_refused_and_nothing_opened(admin, role, field, sentence):
    response = admin.post("admin-accounts", **NEW, role=role)
    assert response.context["form"].errors == {field: [sentence]}
    assert response.context["form"]["name"].value() == "赵𠮷"
    assert Account.objects.filter(username="zhao").count() == 0


@pytest.mark.parametrize("role", ["system", "county", "nonsense"])
def test_town_does_not_grant_roles_above_it(admin, role):
    response = admin.post("admin-accounts", **NEW, role=role)
    assert list(response.context["form"].errors) == ["role"]
    assert Account.objects.filter(username="zhao").count() == 0


def test_user_name_that_is_taken_is_told_at_its_field(admin):
    make_account(admin.town, "staff")
    taken = Account.objects.exclude(pk=admin.account.pk).get().username
    response = admin.post("admin-accounts", name="赵", username=taken, role="office")
    sentence = "这个用户名已经有人用了，请换一个。"
    assert response.context["form"].errors == {"username": [sentence]}
    assert sentence in page(response)


def test_second_role_is_granted_and_taken_back(admin):
    account = make_account(admin.town, "office")
    response = admin.post("admin-account", account.pk, grant="1", role="leader")
    assert response.url == admin.url("admin-account", account.pk)
    assert held(account) == ["leader", "office"]
    assert "角色已授予。" in page(admin.client.get(response.url))
    holding = account.holdings.get(role="leader")
    response = admin.post("admin-account", account.pk, end=holding.pk)
    assert response.url == admin.url("admin-account", account.pk)
    assert held(account) == ["office"]
    assert "角色已收回。" in page(admin.client.get(response.url))
    assert verbs()[-2:] == ["grant", "end_role"]


def test_same_role_granted_twice_is_held_once(admin):
    account = make_account(admin.town, "office")
    for _time in range(2):
        admin.post("admin-account", account.pk, grant="1", role="leader")
    assert held(account) == ["leader", "office"]


def test_deputy_role_moves_to_another_deputy(admin):
    account = make_account(admin.town, "deputy")
    first = Deputy.objects.get()
    other = Deputy.objects.create(town=admin.town, term=first.term, name="乙", card_no="002")
    admin.post("admin-account", account.pk, grant="1", role="deputy", deputy=other.pk)
    assert account.holdings.get(until__isnull=True).deputy == other


def test_with_the_last_role_the_account_leaves_the_list(admin):
    account = make_account(admin.town, "office")
    response = admin.post("admin-account", account.pk, end=account.holdings.get().pk)
    assert response.url == admin.url("admin-accounts")
    assert account.username not in page(admin.get("admin-accounts"))
    assert admin.get("admin-account", account.pk).status_code == 404


def test_role_that_was_taken_back_keeps_its_day(admin):
    account = make_account(admin.town, "office")
    actions.grant_role(
        account=account, role="leader", by=system_actor(admin.town.pk), town=admin.town
    )
    ended = account.holdings.get(role="leader")
    admin.post("admin-account", account.pk, end=ended.pk)
    ended.refresh_from_db()
    until = ended.until
    assert admin.post("admin-account", account.pk, end=ended.pk).status_code == 404
    ended.refresh_from_db()
    assert ended.until == until


def test_last_administrator_stays(admin):
    mine = admin.account.holdings.get()
    response = admin.post("admin-account", admin.account.pk, end=mine.pk)
    assert LAST in page(admin.client.get(response.url))
    assert held(admin.account) == ["admin"]
    make_account(admin.town, "admin")
    assert admin.post("admin-account", admin.account.pk, end=mine.pk).status_code == 302
    assert held(admin.account) == []


@pytest.mark.parametrize("pk", ["abc", "", "99999999", "999999999999999999999999"])
def test_role_that_is_not_there_is_404(admin, pk):
    account = make_account(admin.town, "office")
    assert admin.post("admin-account", account.pk, end=pk).status_code == 404
    assert held(account) == ["office"]


@pytest.mark.parametrize(("first", "second"), [("auditor", "staff"), ("staff", "auditor")])
def test_auditor_holds_nothing_else(admin, first, second):
    account = make_account(admin.town, first)
    response = admin.post("admin-account", account.pk, grant="1", role=second)
    assert response.context["form"].errors == {"role": [ALONE]}
    assert ALONE in page(response)
    assert held(account) == [first]


def test_auditor_may_become_something_else_after_the_audit_ended(admin):
    account = make_account(admin.town, "auditor")
    actions.end_role(
        holding=account.holdings.get(), by=system_actor(admin.town.pk), town=admin.town
    )
    actions.grant_role(
        account=account, role="staff", by=system_actor(admin.town.pk), town=admin.town
    )
    assert held(account) == ["staff"]


def test_administrator_does_not_audit_through_another_town(admin):
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    with in_town(other):
        account = make_account(other, "auditor")
    actions_admin = system_actor(admin.town.pk)
    with pytest.raises(Exception, match=ALONE):
        actions.grant_role(account=account, role="admin", by=actions_admin, town=admin.town)


def test_reset_password_is_shown_once_and_ends_the_old_one_and_its_sessions(admin):
    person = Desk(admin.town, "office")
    password = password_on(admin.post("admin-account", person.account.pk, password="1"))
    person.account.refresh_from_db()
    assert person.account.check_password(password)
    assert not person.account.check_password(PASSWORD)
    assert person.get("office-desk").status_code == 302
    assert password not in page(admin.get("admin-account", person.account.pk))
    assert verbs()[-1] == "password"
    assert password not in str(Event.objects.order_by("id").last().content.body)


def test_account_of_another_town_is_not_there(admin):
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    with in_town(other):
        account = make_account(other, "staff")
    for data in ({"password": "1"}, {"grant": "1", "role": "staff"}):
        assert admin.post("admin-account", account.pk, **data).status_code == 404
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_account_that_works_in_another_town_too_keeps_its_password(admin):
    account = make_account(admin.town, "staff")
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    actions.grant_role(account=account, role="admin", by=system_actor(other.pk), town=other)
    shown = page(admin.client.get(admin.post("admin-account", account.pk, password="1").url))
    assert ELSEWHERE in shown
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_account_that_works_in_another_town_too_gets_no_card_here(admin):
    account = make_account(admin.town, "keeper")
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    actions.grant_role(account=account, role="admin", by=system_actor(other.pk), town=other)
    shown = page(admin.client.get(admin.post("admin-card", account.pk).url))
    assert ELSEWHERE in shown
    assert EntryCard.objects.count() == 0


def test_system_administrator_lets_a_county_reader_in_and_out(admin):
    by = system_actor(admin.town.pk)
    actions.grant_role(account=admin.account, role="system", by=by, town=admin.town)
    admin.post("admin-accounts", **NEW, role="county")
    holding = Holding.objects.get(account__username="zhao")
    assert (holding.role, holding.town, holding.county_code) == ("county", None, "140525")
    assert "赵𠮷" in page(admin.get("admin-accounts"))
    admin.post("admin-account", holding.account_id, end=holding.pk)
    assert held(holding.account) == []


@pytest.mark.parametrize("role", ["keeper", "deputy"])
def test_card_is_shown_once(admin, role):
    account = make_account(admin.town, role)
    assert "制作个人二维码" in page(admin.get("admin-account", account.pk))
    response = admin.post("admin-card", account.pk)
    url, pin = response.context["card_url"], response.context["pin"]
    assert url.startswith("https://town.example/card/")
    assert re.fullmatch(r"\d{6}", pin)
    assert "<svg" in page(response)
    assert f'<strong class="hy-num">{pin}</strong>' in page(response)
    assert "只显示这一次，请现在打印。旧的卡片已经失效。" in page(response)
    # Asking again, as a reload does by GET, makes and shows none.
    assert admin.get("admin-card", account.pk).url == admin.url("admin-account", account.pk)
    assert url not in page(admin.get("admin-account", account.pk))
    client = Client()
    assert client.post(url.removeprefix("https://town.example"), {"pin": pin}).status_code == 302
    assert "_auth_user_id" in client.session
    assert EntryCard.objects.count() == 1
    assert verbs()[-1] == "card"


def test_card_is_kept_out_of_every_cache(admin):
    account = make_account(admin.town, "keeper")
    assert "no-store" in admin.post("admin-card", account.pk)["Cache-Control"]


@pytest.mark.parametrize("role", ["office", "staff", "admin"])
def test_card_is_for_deputies_and_keepers_only(admin, role):
    account = make_account(admin.town, role)
    assert "制作个人二维码" not in page(admin.get("admin-account", account.pk))
    response = admin.post("admin-card", account.pk)
    assert "个人二维码只发给人大代表和联络员。" in page(admin.client.get(response.url))
    assert EntryCard.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_the_administrator_manages_accounts(town, role):
    person = Desk(town, role)
    assert person.get("admin-accounts").status_code == 403
    assert person.post("admin-accounts", **NEW, role="admin").status_code == 403
    assert (
        person.post("admin-account", person.account.pk, grant="1", role="admin").status_code == 403
    )
    assert Account.objects.count() == 1


def test_keeper_is_shown_with_the_point(admin):
    make_account(admin.town, "keeper", point="renzhuang")
    assert "任庄村联络点" in page(admin.get("admin-accounts"))
    assert Point.objects.get(key="renzhuang").holding_set.count() == 1


def test_a_username_that_differs_only_in_case_is_taken(admin):
    """Signing in does not tell them apart: two such accounts would lock each other out."""
    admin.post("admin-accounts", **NEW, role="staff")
    again = admin.post("admin-accounts", name="赵二", username="ZHAO", role="staff")
    assert again.context["form"].errors == {"username": ["这个用户名已经有人用了，请换一个。"]}
    assert list(Account.objects.filter(username__iexact="zhao").values_list("username", flat=True)) == ["zhao"]  # fmt: skip
