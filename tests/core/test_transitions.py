"""advance(): nothing outside the table, every change in the ledger, nobody overwrites unseen."""

import pytest

from huying.consultations.models import Consultation, Remark, Statement
from huying.core.errors import Denied, Missing, Stale, WrongState
from huying.core.models import Event
from huying.core.permissions import PUBLIC, Actor, Role, system_actor
from huying.core.tenancy import in_town
from huying.core.transitions import TABLES, Table, advance, move
from huying.handling.models import Case, Meeting
from huying.listening.models import Topic
from huying.suggestions.models import Suggestion
from huying.voices.models import Matter, Voice
from huying.voices.states import MATTER, MatterState
from tests.factories import make_actor, make_town, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter():
    town = make_town()
    with in_town(town):
        yield make_voice(town).matter


def test_every_kind_has_its_table():
    assert {model: table.kind for model, table in TABLES.items()} == {
        Voice: "voice",
        Matter: "matter",
        Case: "case",
        Suggestion: "suggestion",
        Meeting: "meeting",
        Topic: "topic",
        Consultation: "consultation",
        Statement: "statement",
        Remark: "remark",
    }


def test_advance_changes_state_version_and_ledger(matter):
    by = system_actor(matter.town_id)
    event = advance(matter, "escalate", by=by, facts={"reason": "跨镇的路"})
    assert (matter.state, matter.version) == ("at_county", 1)
    stored = Event.objects.select_related("content").get(pk=event.pk)
    assert (stored.kind, stored.verb, stored.before, stored.after) == (
        "matter", "escalate", "new", "at_county",
    )  # fmt: skip
    assert stored.content.body == {"by": "系统", "reason": "跨镇的路"}


def test_advance_refused_outside_the_table(matter):
    with pytest.raises(WrongState):
        advance(matter, "close", by=system_actor(matter.town_id))
    matter.refresh_from_db()
    assert (matter.state, matter.version) == ("new", 0)


def test_advance_refused_without_permission(matter):
    with pytest.raises(Denied):
        advance(matter, "escalate", by=PUBLIC, facts={"reason": "x"})
    assert Event.objects.filter(kind="matter").count() == 1


def test_advance_refused_to_another_town(matter):
    other = make_town(slug="beiliu", code="140525101", name="北留镇")
    with pytest.raises(Denied):
        advance(matter, "escalate", by=make_actor(other, Role.STAFF), facts={"reason": "x"})


def test_advance_names_the_missing_fact(matter):
    with pytest.raises(Missing) as caught:
        advance(matter, "escalate", by=system_actor(matter.town_id), facts={"reason": ""})
    assert caught.value.field == "reason"


def test_advance_refused_when_somebody_was_faster(matter):
    by = system_actor(matter.town_id)
    advance(matter, "escalate", by=by, facts={"reason": "一"}, version=0)
    with pytest.raises(Stale) as caught:
        advance(matter, "withdraw", by=by, facts={"reason": "二"}, version=0)
    assert caught.value.thing.state == "at_county"


def test_advance_unknown_verb_raises(matter):
    with pytest.raises(KeyError):
        advance(matter, "abracadabra", by=system_actor(matter.town_id))


def test_move_with_several_targets_wants_one(matter):
    by = system_actor(matter.town_id)
    advance(matter, "answer_on_spot", by=by, facts={"text": "好"})
    with pytest.raises(ValueError, match="say which"):
        advance(matter, "reopen", by=by)
    advance(matter, "reopen", by=by, to="new")
    assert matter.state == "new"


def test_table_refuses_unknown_states_and_twice_a_verb():
    with pytest.raises(ValueError, match="unknown states"):
        Table("x", MatterState, (move("go", "nowhere", "new", "matters.triage", "走"),))
    twice = move("go", "new", "closed", "matters.triage", "走")
    with pytest.raises(ValueError, match="twice"):
        Table("x", MatterState, (twice, twice))


def test_open_moves_follow_the_actor(matter):
    staff = make_actor(matter.town, Role.STAFF)
    verbs = {one.verb for one in MATTER.open_to(staff, matter)}
    assert "answer_on_spot" in verbs
    assert "return_to_triage" not in verbs
    assert list(MATTER.open_to(Actor(kind="public"), matter)) == []


def test_every_state_is_reached_and_left_or_final():
    """No state of a table is an island."""
    first = {
        "voice": {"received"},
        "matter": {"new"},
        "case": {"at_office"},
        "suggestion": {"draft"},
        "meeting": {"preparing"},
        "topic": {"live"},
        "consultation": {"draft"},
        # The staff's own stand there at once, a resident's is looked at first.
        "statement": {"shown", "proposed"},
        "remark": {"received"},
    }
    for table in TABLES.values():
        reached = set(first[table.kind])
        for _each in table.states:
            for one in table.moves.values():
                if one.sources & reached:
                    reached |= {t for s in one.sources & reached for t in one.targets(s)}
        assert reached == set(table.states.values), table.kind
