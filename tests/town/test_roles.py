"""Who somebody is in a town: granting, ending, and what an account is allowed to be at once."""

import pytest

from huying.core.errors import Denied, HuyingError
from huying.core.models import Event
from huying.core.permissions import Role, system_actor
from huying.town import actions
from huying.town.models import Account, Deputy, EntryCard, Holding, Point, Unit
from huying.town.queries import actor_for, towns_of, unit_among
from tests.factories import make_account, make_actor, make_town


@pytest.fixture
def other(town):
    return make_town(slug="bagong", code="140525101", name="巴公镇")


def grant(account, role, town, **where):
    return actions.grant_role(
        account=account, role=role, by=system_actor(town.pk), town=town, **where
    )


def end(account, role, town):
    holding = account.holdings.get(role=role, until__isnull=True)
    actions.end_role(holding=holding, by=system_actor(town.pk), town=town)


def test_opened_town_belongs_to_the_county_of_its_code(town):
    assert (town.county_code, town.county_name) == ("140525", "泽州县")
    event = Event.objects.filter(kind="town").get()
    assert (event.verb, event.content.body["code"]) == ("open", "140525107")


def test_account_without_a_password_signs_in_by_card_only(town):
    account = actions.open_account(
        username="li", name="李", password=None, by=system_actor(town.pk), town=town
    )
    assert not account.has_usable_password()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_the_administrator_opens_accounts_and_grants(town, role):
    by, account = make_actor(town, role), make_account(town, "office")
    with pytest.raises(Denied):
        actions.open_account(username="li", name="李", password="x", by=by, town=town)
    with pytest.raises(Denied):
        actions.grant_role(account=account, role="admin", by=by, town=town)
    with pytest.raises(Denied):
        actions.reset_password(account=account, password="x", by=by, town=town)
    with pytest.raises(Denied):
        actions.end_role(holding=account.holdings.get(), by=by, town=town)
    assert not Account.objects.filter(username="li").exists()


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.COUNTY])
def test_roles_above_towns_are_granted_from_above(town, role):
    account = make_account(town, "office")
    with pytest.raises(Denied):
        actions.grant_role(account=account, role=role, by=make_actor(town, "admin"), town=town)
    assert grant(account, role, town).town is None


def test_actor_is_what_the_account_holds_in_that_town(town, other):
    account = make_account(town, "keeper")
    grant(account, "clerk", town, unit=Unit.objects.get(key="water"))
    grant(account, "staff", other)
    here, there = actor_for(account, town), actor_for(account, other)
    assert (here.roles, there.roles) == ({"keeper", "clerk"}, {"staff"})
    assert here.point_ids == {Point.objects.get(key="nanshe").pk}
    assert here.unit_ids == {Unit.objects.get(key="water").pk}
    assert (there.point_ids, there.unit_ids) == (frozenset(), frozenset())
    assert [t.slug for t in towns_of(account)] == ["bagong", "gaodu"]


def test_county_reader_counts_in_every_town_of_the_county(town, other):
    far = make_town(slug="beiliu", code="140581101", name="北留镇")
    account = make_account(town, "county")
    assert actor_for(account, other).roles == {"county"}
    assert actor_for(account, far).roles == set()
    assert [t.slug for t in towns_of(account)] == ["bagong", "gaodu"]


def test_system_administrator_counts_everywhere(town, other):
    account = make_account(town, "system")
    assert actor_for(account, other).roles == {"system"}
    assert towns_of(account).count() == 2


def test_ended_role_counts_no_more_and_its_history_stays(town):
    account = make_account(town, "staff")
    end(account, "staff", town)
    assert actor_for(account, town).roles == set()
    assert Holding.objects.get().until is not None
    assert [e.verb for e in Event.objects.filter(kind="account").order_by("id")] == [
        "open", "grant", "end_role",
    ]  # fmt: skip


def test_role_may_be_granted_again_after_it_ended(town):
    account = make_account(town, "staff")
    end(account, "staff", town)
    grant(account, "staff", town)
    assert actor_for(account, town).roles == {"staff"}
    assert Holding.objects.count() == 2


def test_clerk_of_two_units_is_both(town):
    account = make_account(town, "clerk", unit="water")
    grant(account, "clerk", town, unit=Unit.objects.get(key="transport"))
    assert len(actor_for(account, town).unit_ids) == 2


@pytest.mark.parametrize(("first", "second"), [("auditor", "keeper"), ("admin", "auditor")])
def test_auditor_holds_nothing_else_in_any_town(town, other, first, second):
    account = make_account(town, first)
    with pytest.raises(HuyingError, match="审计员不能兼任其他角色"):
        grant(account, second, other, point=Point.objects.first())
    assert account.holdings.count() == 1


def test_card_stays_while_one_of_its_roles_is_held(town):
    account = make_account(town, "keeper")
    grant(account, "deputy", town, deputy=Deputy.objects.get())
    actions.issue_card(account=account, by=system_actor(town.pk), town=town)
    end(account, "keeper", town)
    assert EntryCard.objects.count() == 1
    end(account, "deputy", town)
    assert EntryCard.objects.count() == 0


def test_card_is_for_who_holds_a_role_with_one(town, other):
    account = make_account(town, "staff")
    with pytest.raises(HuyingError, match="个人二维码只发给人大代表和联络员"):
        actions.issue_card(account=account, by=system_actor(town.pk), town=town)
    assert EntryCard.objects.count() == 0


@pytest.mark.parametrize("elsewhere", ["admin", "system", "county"])
def test_what_one_town_may_do_to_an_account_ends_where_it_works_elsewhere(town, other, elsewhere):
    account = make_account(town, "keeper")
    grant(account, elsewhere, other)
    admin = make_actor(town, "admin")
    with pytest.raises(HuyingError, match="这个账号在别处也有职责"):
        actions.reset_password(account=account, password="x", by=admin, town=town)
    with pytest.raises(HuyingError, match="这个账号在别处也有职责"):
        actions.issue_card(account=account, by=admin, town=town)


@pytest.mark.parametrize(
    ("category", "key"),
    [
        ("water.leak", "water"), ("roads.lights", "transport"), ("welfare.pension", "social"),
        ("safety.fire", None),
    ],
)  # fmt: skip
def test_unit_is_suggested_by_its_duties(town, category, key):
    found = unit_among(list(Unit.objects.all()), category)
    assert (found and found.key) == key


def test_unit_that_names_the_very_category_goes_before_the_group(town):
    Unit.objects.filter(key="social").update(categories=["water.leak"])
    assert unit_among(list(Unit.objects.all()), "water.leak").key == "social"
