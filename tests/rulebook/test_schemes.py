"""Result letters: each outcome has exactly one letter or a reason, in both languages; a faulty scheme is refused."""

import re

import pytest
from django.utils import translation

from huying.handling.states import Outcome
from huying.rulebook import packs
from huying.rulebook.entries import PackError
from huying.rulebook.schemes import OUTCOMES, all_schemes, read_schemes

# Scheme → the letters of OUTCOMES in order: resolved, in progress, planned, deferred, reference, infeasible, escalated.
LETTERS = {
    "national": ["A", "B", "B", "C", "D", "", ""],
    "city": ["A", "B", "C", "D", "D", "D", ""],
    "three": ["A", "B", "B", "", "C", "", ""],
}


def test_schemes_give_their_letters():
    told = {code: [one.letter(o) for o in OUTCOMES] for code, one in all_schemes().items()}
    assert told == LETTERS
    options = packs.all_rules()["suggestion.scheme"].options
    assert list(told) == [option.code for option in options]
    assert {one.certainty for one in all_schemes().values()} == {"E"}


@pytest.mark.parametrize("code", LETTERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_letter_has_a_meaning_and_each_gap_a_reason(code, language):
    scheme = all_schemes()[code]
    with translation.override(language):
        for outcome in OUTCOMES:
            letter = scheme.letter(outcome)
            told = scheme.meaning(letter) if letter else scheme.why_none(outcome)
            assert bool(re.search(r"[\u4e00-\u9fff]", told)) == (language == "zh-hans")
            assert bool(letter) != bool(scheme.why_none(outcome))


def test_outcomes_are_those_of_handling():
    assert set(OUTCOMES) == set(Outcome.values)


SCHEME = """read_on = 2025-04-19
[x]
title = "甲"
title_en = "X"
source = "摘录"
source_en = "excerpt"
certainty = "E"
letters.A = { label = "好", label_en = "good" }
outcomes = { resolved = "A", in_progress = "A", planned = "A", deferred = "A", reference_only = "A", infeasible = "A", escalated = "" }
why.escalated = { label = "等", label_en = "waits" }
"""


def test_scheme_is_read():
    assert read_schemes(SCHEME)["x"].letter("planned") == "A"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (' planned = "A",', ""),
        (' planned = "A",', ' planned = "B",'),
        (' planned = "A",', ' planned = "",'),
        ('resolved = "A"', 'resolved = "A", done = "A"'),
        ('why.escalated = { label = "等", label_en = "waits" }\n', ""),
        ('label_en = "good"', 'label_en = ""'),
        ('certainty = "E"', 'certainty = "?"'),
        ('source = "摘录"\n', ""),
        ('letters.A = { label = "好", label_en = "good" }\n', ""),
    ],
)
def test_scheme_with_a_fault_is_refused(was, now):
    assert was in SCHEME
    with pytest.raises(PackError):
        read_schemes(SCHEME.replace(was, now, 1))
