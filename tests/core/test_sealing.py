"""Sealed text."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.core.sealing import Keyring, SealError, add_key, create_key_file

RING = Keyring({1: b"1" * 32}, b"b" * 32)


@given(st.text(), st.text())
def test_unseal_opens_what_seal_made(text: str, context: str) -> None:
    assert RING.unseal(RING.seal(text, context=context), context=context) == text


@given(st.integers(0, 10_000))
def test_unseal_refuses_any_changed_byte(place: int) -> None:
    blob = bytearray(RING.seal("13803561234", context="contact"))
    blob[place % len(blob)] ^= 1
    with pytest.raises(SealError):
        RING.unseal(bytes(blob), context="contact")


def test_unseal_refuses_another_context() -> None:
    with pytest.raises(SealError):
        RING.unseal(RING.seal("", context="a"), context="b")


def test_newest_key_seals_and_old_ones_open(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    old = Keyring.load(path)
    blob = old.seal("甲", context="c")
    assert add_key(path) == 2
    ring = Keyring.load(path)
    assert (ring.newest, ring.unseal(blob, context="c")) == (2, "甲")
    assert ring.blind("x", context="c") == old.blind("x", context="c")
    with pytest.raises(SealError):
        old.unseal(ring.seal("甲", context="c"), context="c")


def test_blind_depends_on_value_and_context() -> None:
    digests = {RING.blind(v, context=c) for v, c in (("a", "x"), ("b", "x"), ("a", "y"))}
    assert (len(digests), {len(d) for d in digests}) == (3, {64})


def test_key_file_missing_broken_or_present(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    for text in ("", "blind short\n", "1 AAAA\n"):
        path.write_text(text)
        with pytest.raises(SealError):
            Keyring.load(path)
    with pytest.raises(SealError):
        create_key_file(path)
    with pytest.raises(SealError):
        Keyring.load(tmp_path / "none")
