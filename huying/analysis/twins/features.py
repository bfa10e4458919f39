"""Texts as numbers: the pairs of characters that say something, and the marks that tell places apart.

All texts of a pile are worked on at once, as one long array of characters. What leaves this file are
salted hashes: nobody reads a text out of them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

# Characters of grammar and of courtesy: a pair that holds one says nothing about the trouble.
_GRAMMAR = "的了是在我你您他她它们这那就都也还又和与及或而但因为所以如果把被让给对向于吗呢吧啊呀哦嘛请谢很太更最之其该此个些么什怎映"
# After these comes the end of a name of a place, or of the part of one that has a number.
_PLACE_ENDS = "村庄屯寨路街巷道城园苑院府湾郡庭区站桥场厦楼栋幢座组队号室期线校厂店河沟坡岭山库渠站井塘口学馆湖"
# Before a name of a place stands the larger place: 高都镇|凤凰.
_PLACE_HEADS = "市区县镇乡"
# Parts of so many names that they tell no two apart.
_IN_EVERY_NAME = "小社街道区村路号楼附近周边市县镇乡门"
# How far before its end a name is looked at: 凤凰新|城, 3号|楼.
NAME_LENGTH = 4
# Fewer telling pairs than this, and all pairs are taken: a text of one short sentence.
_FEW = 6
_HAN, _OTHER = np.uint8(1), np.uint8(2)
_GRAMMATICAL, _END, _HEAD, _COMMON = (np.uint8(1 << n) for n in range(2, 6))


@dataclass(frozen=True)
class Features:
    """Hashes of many texts, one after the other. starts: where each begins, and the end: n + 1 long.

    names: a row for each name of a place, its characters as hashes, 0 where it is shorter.
    """

    words: U32
    word_starts: I64
    names: U16
    name_starts: I64


@functools.cache
def _tables() -> tuple[U16, U8]:
    """Each character's plain form (half-width, lower case; 0: none), and what it is, as bits."""
    plain = np.zeros(1 << 16, np.uint16)
    kinds = np.zeros(1 << 16, np.uint8)
    for code in range(1 << 16):
        char = unicodedata.normalize("NFKC", chr(code)).casefold()[:1]
        if char and char.isalnum() and ord(char) < 1 << 16:
            plain[code] = ord(char)
            kinds[ord(char)] = _HAN if ord(char) >= 0x3400 else _OTHER
    for chars, bit in (
        (_GRAMMAR, _GRAMMATICAL),
        (_PLACE_ENDS, _END),
        (_PLACE_HEADS, _HEAD),
        (_IN_EVERY_NAME, _COMMON),
    ):
        kinds[[ord(char) for char in chars]] |= bit
    return plain, kinds


def features(texts: Sequence[str], salt: int) -> Features:
    """What `texts` are compared by. salt: 64 bits; hashes of different salts have nothing in common."""
    codes, owner = _characters(texts)
    kinds = _tables()[1][codes]
    paired = (codes[:-1] != 0) & (codes[1:] != 0)
    pairs = codes[:-1].astype(np.uint32) << np.uint32(16) | codes[1:]
    names, name_owner, named = _places(codes, kinds, owner)
    words, word_owner = _telling(pairs, paired, named, kinds, owner, len(texts))
    hashed = (mixed(names, salt ^ 0x5BD1) >> np.uint32(16)).astype(np.uint16)
    at = np.arange(len(texts) + 1)
    return Features(
        mixed(words, salt), np.searchsorted(word_owner, at),
        np.where(names != 0, np.maximum(hashed, 1), 0).astype(np.uint16),
        np.searchsorted(name_owner, at),
    )  # fmt: skip


def mixed(values: U32, salt: int) -> U32:
    """Each value as a salted hash of 32 bits (the finaliser of MurmurHash3, salted twice)."""
    out = values ^ np.uint32(salt & 0xFFFFFFFF)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        out ^= out >> np.uint32(shift)
        out *= np.uint32(factor)
    out ^= out >> np.uint32(16)
    out += np.uint32(salt >> 32 & 0xFFFFFFFF)
    out *= np.uint32(0x9E3779B1)
    return out ^ out >> np.uint32(15)


def _characters(texts: Sequence[str]) -> tuple[U16, I64]:
    # Around a text are characters that are none, so that nothing reaches into the next one.
    gap = " " * NAME_LENGTH
    joined = "".join([gap, *(text + gap for text in texts)])
    raw = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    # Characters beyond U+FFFF are rare; folded, they still tell texts apart.
    codes = _tables()[0][np.where(raw > 0xFFFF, 0x3400 + (raw & 0xFFF), raw)]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + NAME_LENGTH
    if len(lengths):
        lengths[0] += NAME_LENGTH
    return codes, np.repeat(np.arange(len(texts)), lengths)


def _telling(
    pairs: U32,
    paired: npt.NDArray[np.bool_],
    named: npt.NDArray[np.bool_],
    kinds: U8,
    owner: I64,
    count: int,
) -> tuple[U32, I64]:
    grammatical = ((kinds[:-1] | kinds[1:]) & _GRAMMATICAL) != 0
    kept = paired & ~grammatical & ~(named[:-1] | named[1:])
    enough = np.bincount(owner[:-1][kept], minlength=count) >= _FEW
    kept |= paired & ~enough[owner[:-1]]
    return pairs[kept], owner[:-1][kept]


def _places(codes: U16, kinds: U8, owner: I64) -> tuple[U32, I64, npt.NDArray[np.bool_]]:
    """Names of places as rows of NAME_LENGTH characters (0: none), in the order of the texts."""
    ends, heads = np.flatnonzero(kinds & _END), np.flatnonzero(kinds & _HEAD)
    before, after = _row(codes, kinds, ends, -1), _row(codes, kinds, heads, 1)
    covered = np.zeros(len(codes), bool)
    for n in range(NAME_LENGTH):
        covered[ends[before[:, n] != 0] - n - 1] = True
    covered[ends[before.any(axis=1)]] = True
    rows = np.concatenate([before, after])
    at = np.concatenate([ends, heads])
    named = rows.any(axis=1)
    rows, at = rows[named], at[named]
    order = np.argsort(at, kind="stable")
    return rows[order], owner[at[order]], covered


def _row(codes: U16, kinds: U8, at: I64, step: int) -> U32:
    row = np.zeros((len(at), NAME_LENGTH), np.uint32)
    open_ = np.ones(len(at), bool)
    for n in range(NAME_LENGTH):
        here = at + step * (n + 1)
        kind = kinds[here]
        open_ &= (kind != 0) & (kind & _GRAMMATICAL == 0)
        chars = codes[here].astype(np.uint32)
        # A number is told by its digits and what is counted together, 7栋 from 17栋 and 7号.
        numbered = chars << np.uint32(16) | codes[np.minimum(here + 1, len(codes) - 1)]
        chars = np.where(kind & _OTHER != 0, numbered, chars)
        row[:, n] = np.where(open_ & (kind & _COMMON == 0), chars, 0)
    return row
