"""Tracking codes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.core.codes import ALPHABET, CodeError, grouped, new_code, new_token, parse_code

codes = st.integers().map(lambda seed: new_code(random.Random(seed)))


def refused(text: str) -> str:
    with pytest.raises(CodeError) as caught:
        parse_code(text)
    return caught.value.code


@given(codes)
def test_every_single_wrong_character_is_caught(code: str) -> None:
    for place in range(8):
        for char in set(ALPHABET) - {code[place]}:
            assert refused(code[:place] + char + code[place + 1 :]) == "code_wrong"


@given(codes)
def test_every_swap_of_two_places_is_caught(code: str) -> None:
    for a in range(8):
        for b in range(a + 1, 8):
            swapped = list(code)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            if code[a] != code[b]:
                assert refused("".join(swapped)) == "code_wrong"


def test_parse_code_forgives_width_case_and_gaps() -> None:
    code = new_code()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    for text in (
        f" {grouped(code)} ",
        wide,
        code.lower(),
        " ".join(code),
        f"{code[:4]}－{code[4:]}",
    ):
        assert parse_code(text) == code


def test_parse_code_says_what_is_wrong() -> None:
    code = new_code()
    assert [refused(t) for t in ("", code[:7], code + "3", "0" + code[1:])] == [
        "code_empty",
        "code_short",
        "code_long",
        "code_wrong",
    ]


def test_new_token_is_128_bits() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) == 22
