"""Numbers in the names of terms and sessions, written and read."""

import pytest

from huying.core.numerals import chinese, number_of


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "零"), (3, "三"), (10, "十"), (18, "十八"), (20, "二十"), (99, "九十九")],
)
def test_numbers_are_written_and_read(number, text):
    assert chinese(number) == text
    assert number_of(text) == number_of(str(number)) == number


@pytest.mark.parametrize("text", ["", "百", "十十", "一八"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        number_of(text)
