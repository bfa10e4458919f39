"""The demo town loads whole: no act refused, enough of everything, a sound ledger."""

from collections import Counter

import pytest

from huying.core import ledger
from huying.core.permissions import Role
from huying.core.tenancy import in_town
from huying.demo import loader
from huying.handling.models import Case, Meeting, NextStep
from huying.handling.states import CaseState
from huying.suggestions.models import Suggestion
from huying.town.models import Account, Deputy, Point, Unit
from huying.voices.models import Channel, Matter, Voice
from huying.voices.states import MatterState

pytestmark = pytest.mark.django_db


def test_demo_town_loads_whole():
    loaded = loader.load()
    assert loaded.faults == []
    check = ledger.verify(loaded.town)
    assert (check.holds, check.unsealed) == (True, 0)
    assert loader.is_loaded()
    with in_town(loaded.town):
        assert Voice.objects.count() >= 300
        assert {point.kind for point in Point.objects.all()} == {"station", "point"}
        assert (Point.objects.count(), Unit.objects.count(), Deputy.objects.count()) == (37, 15, 75)
        assert set(Voice.objects.values_list("channel", flat=True)) == set(Channel.values)
        matters = Counter(Matter.objects.values_list("state", flat=True))
        assert set(MatterState.values) - set(matters) == set()
        cases = Counter(Case.objects.values_list("state", flat=True))
        # A paused clock, a case handed back and one that is talked over further are rare enough to be
        # missing from what stands after two years.
        assert set(CaseState.values) - set(cases) <= {"stopped", "returned", "further"}
        assert NextStep.objects.exists()
        suggestions = Counter(Suggestion.objects.values_list("state", flat=True))
        assert {"draft", "filed", "accepted", "with_units", "answered", "closed"} <= set(
            suggestions
        )
        assert (sum(suggestions.values()), Meeting.objects.filter(state="closed").count()) == (
            53,
            4,
        )
        assert Case.objects.filter(round__gt=1).count() >= 10
    names = set(Account.objects.values_list("username", flat=True))
    assert set(Role.values) - names == set()
