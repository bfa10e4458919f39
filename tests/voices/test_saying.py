"""A voice is taken down once for each key, and a tracking code that was drawn before is drawn anew."""

import pytest

from huying.core import codes
from huying.core.models import Event
from huying.voices.models import Matter, Voice
from tests.factories import make_voice


def test_a_key_makes_one_voice_however_often_it_comes(town):
    first = make_voice(town, client_key="k" * 32)
    assert make_voice(town, client_key="k" * 32) == first
    assert (Voice.objects.count(), Matter.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="voice", verb="say").count() == 1


@pytest.mark.parametrize("key", [None, "k" * 32])
def test_a_code_that_was_drawn_before_is_drawn_anew(town, monkeypatch, key):
    taken = make_voice(town).code
    fresh = codes.new_code()
    drawn = iter([taken, taken, fresh])
    monkeypatch.setattr(codes, "new_code", lambda: next(drawn))
    assert make_voice(town, client_key=key).code == fresh
    assert (Voice.objects.count(), Matter.objects.count()) == (2, 2)
