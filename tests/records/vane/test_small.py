"""No number below the smallest is shown, nor can one be reckoned from the others and the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.records.vane.small import hidden

pytestmark = pytest.mark.one_database


def test_a_single_small_number_takes_the_next_larger_one_with_it():
    assert hidden({"甲": 3, "乙": 9, "丙": 7, "丁": 0}, 5) == {"甲", "丙"}


def test_two_that_are_enough_together_hide_nothing_more():
    assert hidden({"甲": 4, "乙": 4, "丙": 7}, 5) == {"甲", "乙"}


def test_nothing_small_hides_nothing_and_nobody_is_shown():
    assert hidden({"甲": 5, "乙": 0}, 5) == set()
    assert hidden({"甲": 1}, 1) == set()


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 30), max_size=12), st.integers(1, 10))
def test_what_is_hidden_cannot_be_reckoned(counts, smallest):
    kept_back = hidden(counts, smallest)
    shown = {key: count for key, count in counts.items() if key not in kept_back}
    assert all(count == 0 or count >= smallest for count in shown.values())
    if kept_back and any(count > 0 for count in shown.values()):
        assert len(kept_back) > 1
        assert sum(counts[key] for key in kept_back) >= smallest
