"""Deputies and units that gave a mail address are told, once, with a link to the very page."""

import pytest

from huying.core.models import Message
from huying.core.permissions import Role, system_actor
from huying.core.tenancy import in_town
from huying.handling.suggestions.assigning import Plan, assign_all
from huying.notices.texts import render
from huying.suggestions import cosigning
from huying.town import actions
from huying.town.models import Account, Unit
from tests.factories import make_account, make_deputy, make_deputy_actor, make_suggestion, make_town
from tests.web.browser import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def mail(town, account, address):
    actions.set_email(account=account, email=address, by=system_actor(town.pk), town=town)


def test_deputy_who_is_asked_to_co_sign_gets_a_mail_to_the_page(town):
    deputy = make_deputy(town)
    actor = make_deputy_actor(town, deputy)
    mail(town, Account.objects.get(pk=actor.account_id), "liyan@example.org")
    suggestion = make_suggestion(town, state="draft")
    cosigning.invite(suggestion=suggestion, deputies=[deputy], by=system_actor(town.pk))
    message = Message.objects.get(template="cosign_asked")
    subject, text = render(message)
    assert "是否联名" in subject
    assert suggestion.title in text
    assert text.endswith(f"/gaodu/suggestions/{suggestion.pk}/")


def test_unit_is_told_once_of_each_case_and_who_left_no_address_is_not(town):
    with_mail, without = make_account(town, Role.CLERK), make_account(town, Role.HEAD)
    mail(town, with_mail, "water@example.org")
    suggestion = make_suggestion(town)
    assign_all([Plan(suggestion, Unit.objects.get(key="water"))], by=system_actor(town.pk))
    told = Message.objects.filter(template="case_assigned")
    assert [one.subject_id for one in told] == [with_mail.pk]
    assert without.email == ""


def test_administrator_gives_and_changes_the_address(town):
    admin = Desk(town, Role.ADMIN)
    account = make_account(town, Role.CLERK)
    response = admin.post("admin-account", account.pk, mail="1", email="not-a-mail")
    assert response.context["mail"].errors["email"]
    admin.post("admin-account", account.pk, mail="1", email="water@example.org")
    account.refresh_from_db()
    assert account.email == "water@example.org"
