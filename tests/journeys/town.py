"""The town of the journeys: made in the site's own process, with one account for each role."""

from __future__ import annotations

from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.town.models import Account
from tests.factories import (
    make_account,
    make_deputy,
    make_deputy_actor,
    make_public_matter,
    make_town,
)


def make() -> None:
    """高都镇 with its villages and units; user names are the roles' names, deputy2
    and deputy3 two more deputies; one public matter."""
    town = make_town()
    for role in Role:
        account = make_account(town, role)
        account.username = role.value
        account.save()
    with in_town(town):
        for number, name in ((2, "李䶮"), (3, "赵国强")):
            actor = make_deputy_actor(town, make_deputy(town, name))
            Account.objects.filter(pk=actor.account_id).update(username=f"deputy{number}")
        make_public_matter(
            town, "南社村小学门口没有路灯", text="南社村小学门口没有路灯，孩子放学看不见路"
        )
