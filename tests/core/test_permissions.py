"""The registry: one name once, unknown names raise, another town's things are never permitted."""

import pytest

from huying.core.errors import Denied
from huying.core.permissions import (
    PUBLIC,
    REGISTRY,
    Actor,
    Role,
    permits,
    register,
    require,
    system_actor,
)  # fmt: skip
from huying.core.tenancy import in_town
from huying.core.transitions import TABLES
from tests.factories import make_actor, make_case, make_town


def test_unknown_name_raises():
    with pytest.raises(KeyError):
        permits(PUBLIC, "no.such.permission")


def test_name_registered_twice_raises():
    with pytest.raises(ValueError, match="twice"):
        register("public.read", "x")


def test_every_move_names_a_registered_permission():
    named = {move.permission for table in TABLES.values() for move in table.moves.values()}
    assert named - set(REGISTRY) == set()


def test_public_may_read_and_write_but_not_triage():
    assert permits(PUBLIC, "public.read")
    assert permits(PUBLIC, "public.write")
    assert not permits(PUBLIC, "matters.triage")


def test_require_raises_denied():
    with pytest.raises(Denied):
        require(PUBLIC, "matters.triage")


@pytest.mark.django_db
def test_unit_sees_its_own_cases_only():
    town = make_town()
    with in_town(town):
        case = make_case(town, unit="water", state="assigned")
        own, other = (make_actor(town, Role.CLERK, unit=key) for key in ("water", "transport"))
        assert permits(own, "cases.see", case)
        assert not permits(other, "cases.see", case)
        assert permits(own, "cases.handle", case)
        assert not permits(own, "cases.assign", case)


@pytest.mark.django_db
def test_another_towns_thing_is_never_permitted():
    one, other = make_town(), make_town(slug="beiliu", code="140525101", name="北留镇")
    with in_town(one):
        case = make_case(one, state="assigned")
    for role in Role:
        if role in (Role.COUNTY, Role.SYSTEM):
            continue
        actor = make_actor(other, role)
        assert not any(permits(actor, name, case) for name in REGISTRY), role
    assert not permits(system_actor(other.pk), "cases.close", case)


def test_resident_acts_only_on_their_own_voice():
    class Thing:
        town_id, pk = 1, 7

    mine, other = (Actor(kind="resident", town_id=1, voice_id=n) for n in (7, 8))
    assert permits(mine, "voices.withdraw", Thing())
    assert not permits(other, "voices.withdraw", Thing())
