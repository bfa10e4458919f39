"""Where signing in leads."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.town import actions
from huying.town.models import Account, Holding
from tests.factories import make_account, make_town
from tests.web.browser import Desk, page

DESKS = {
    Role.KEEPER: "station-desk",
    Role.DEPUTY: "deputy-desk",
    Role.CLERK: "unit-desk",
    Role.HEAD: "unit-desk",
    Role.OFFICE: "office-desk",
    Role.LEADER: "office-desk",
    Role.STAFF: "staff-queue",
    Role.PRESIDIUM: "staff-queue",
    Role.ADMIN: "admin-home",
    Role.SYSTEM: "admin-home",
    Role.AUDITOR: "audit-home",
}


@pytest.mark.parametrize("role", sorted(DESKS))
def test_each_role_lands_on_its_desk(town, role):
    person = Desk(town, role)
    assert person.client.get(reverse("go")).url == person.url("desk")
    assert person.get("desk").url == person.url(DESKS[role])
    assert person.get(DESKS[role]).status_code == 200


def test_every_role_has_a_desk():
    assert set(DESKS) | {Role.COUNTY} == set(Role)


def test_county_reader_lands_on_the_county_page(town):
    person = Desk(town, Role.COUNTY)
    assert person.client.get(reverse("go")).url == reverse("county-home")
    assert person.get("desk").url == reverse("county-home")
    assert person.client.get(reverse("county-home")).status_code == 200


def test_two_roles_with_one_desk_go_straight_to_it(town):
    person = Desk(town, Role.OFFICE)
    by = system_actor(town.pk)
    actions.grant_role(account=person.account, role=Role.LEADER, by=by, town=town)
    assert person.get("desk").url == person.url("office-desk")


def test_two_roles_with_two_desks_are_asked(town):
    person = Desk(town, Role.STAFF)
    by = system_actor(town.pk)
    actions.grant_role(account=person.account, role=Role.ADMIN, by=by, town=town)
    response = person.get("desk")
    assert response.status_code == 200
    assert [(e.label, e.url) for e in response.context["entries"]] == [
        ("人大办", person.url("staff-queue")),
        ("镇管理员", person.url("admin-home")),
    ]


def test_stranger_is_sent_to_sign_in_and_back(town):
    person = Desk(town)
    assert person.get("desk").url == f"{reverse('account_login')}?next={person.url('desk')}"


def test_account_without_a_role_here_may_not_come_in(town):
    other = make_town(slug="bagong", code="140525101", name="巴公镇")
    with in_town(other):
        person = Desk(other, Role.ADMIN)
    assert person.client.get(reverse("desk", args=[town.slug])).status_code == 403
    assert person.client.get(reverse("admin-home", args=[town.slug])).status_code == 403
    assert person.get("admin-home").status_code == 200


def test_role_that_was_taken_back_opens_nothing(town):
    person = Desk(town, Role.STAFF)
    actions.end_role(holding=Holding.objects.get(), by=system_actor(town.pk), town=town)
    assert person.get("staff-queue").status_code == 403
    assert person.get("desk").status_code == 403


def test_inactive_account_is_out_at_once(town):
    person = Desk(town, Role.STAFF)
    Account.objects.update(is_active=False)
    assert person.get("staff-queue").status_code == 302


def test_signing_out_needs_a_press_of_the_button(town):
    person = Desk(town, Role.STAFF)
    assert person.client.get(reverse("account_logout")).status_code == 200
    assert person.get("staff-queue").status_code == 200
    assert person.client.post(reverse("account_logout")).status_code == 302
    assert person.get("staff-queue").status_code == 302


def test_names_are_escaped_on_the_page(town):
    account = make_account(town, Role.ADMIN)
    Account.objects.filter(pk=account.pk).update(name="<b>李</b>")
    client = Client()
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("admin-accounts", args=[town.slug]))
    assert "<b>李</b>" not in page(response)
    assert "&lt;b&gt;李&lt;/b&gt;" in page(response)
