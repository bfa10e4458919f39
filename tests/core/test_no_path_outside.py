"""Whatever is tried in whatever order: no path outside the table, and every step in the ledger."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.core import ledger
from huying.core.errors import WrongState
from huying.core.models import Event
from huying.core.permissions import Actor, Role
from huying.core.tenancy import in_town
from huying.core.transitions import TABLES, advance
from huying.handling.models import Case, Meeting
from huying.suggestions.models import Suggestion
from huying.voices.models import Matter, Voice
from tests.factories import make_case, make_suggestion, make_town, make_voice

pytestmark = pytest.mark.django_db


class Anything(dict):
    """Facts that hold whatever a move needs."""

    def __init__(self, names):
        super().__init__(dict.fromkeys(names, "有"))


@pytest.fixture
def town():
    town = make_town()
    with in_town(town):
        yield town


def anybody(town, case_units=()):
    return Actor(
        kind="system", name="系统", town_id=town.pk, roles=frozenset(Role),
        unit_ids=frozenset(case_units),
    )  # fmt: skip


@pytest.mark.parametrize("model", [Voice, Matter, Case, Suggestion, Meeting])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_path_outside_the_table(town, model, data):
    thing = {
        Voice: lambda: make_voice(town),
        Matter: lambda: make_voice(town).matter,
        Case: lambda: make_case(town, state="at_office"),
        Suggestion: lambda: make_suggestion(town, state="draft"),
        Meeting: lambda: Meeting.objects.create(town=town, title="交办会", held_on="2026-06-10"),
    }[model]()
    table = TABLES[model]
    # The door's own check is tried here; who may pass it is crossed elsewhere.
    verbs = [v for v, m in table.moves.items() if "system" in _kinds(m.permission)]
    state, steps = thing.state, 0
    kind = {"kind": table.kind, "subject_id": thing.pk}
    before = Event.objects.filter(**kind).count()
    for verb in data.draw(st.lists(st.sampled_from(verbs), max_size=12)):
        move = table.moves[verb]
        to = move.targets(state)[-1]
        try:
            advance(thing, verb, by=anybody(town), to=to, facts=Anything(move.needs))
        except WrongState:
            assert state not in move.sources
            continue
        assert state in move.sources
        assert thing.state == to
        last = Event.objects.filter(**kind).latest("id")
        assert (last.verb, last.before, last.after) == (verb, state, to)
        state, steps = to, steps + 1
    assert model.objects.get(pk=thing.pk).state == state
    assert Event.objects.filter(**kind).count() == before + steps
    ledger.seal_pending()
    assert ledger.verify(town).holds


def _kinds(name):
    from huying.core.permissions import REGISTRY

    return REGISTRY[name].kinds
