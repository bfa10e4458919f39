"""Tracking codes that people read out, copy by hand and type again; and secrets for links.

The 23 characters leave out every pair that is mistaken for another (0O 1IL 2Z 5S 8B UV). 23 is a
prime, so a weighted sum modulo 23 with a different weight for each place catches every wrong
character and every swap of two places, neighbours or not.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from huying.core.errors import HuyingError

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 8

_VALUES = {char: value for value, char in enumerate(ALPHABET)}
# What people put between groups; NFKC has already made full-width forms plain.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ー_.·•,，。、/\u200b-\u200f\u2060\ufeff]+")


class Chooser(Protocol):
    """Where random characters come from: the `secrets` module, or a seeded `random.Random`."""

    def choice(self, seq: Sequence[str], /) -> str: ...


class CodeError(HuyingError):
    """A tracking code that cannot be one. code: code_empty, code_short, code_long, code_wrong."""

    code = "code_wrong"


def new_code(rng: Chooser = secrets) -> str:
    """A fresh code of eight characters, the last of them a checksum; 23⁷ ≈ 3.4 × 10⁹ exist."""
    body = "".join(rng.choice(ALPHABET) for _place in range(LENGTH - 1))
    return body + _check_character(body)


def parse_code(text: str) -> str:
    """The code in `text`, forgiving width, case, spaces and hyphens. Raises CodeError."""
    code = _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:200])).upper()
    if not code:
        raise CodeError(_("请填写查询码，一共八位。"), code="code_empty")
    if len(code) < LENGTH:
        missing = {"count": LENGTH - len(code)}
        raise CodeError(
            _("查询码少了%(count)s位，一共应有八位。请对照回执再填一次。") % missing,
            code="code_short",
        )
    if len(code) > LENGTH:
        extra = {"count": len(code) - LENGTH}
        raise CodeError(
            _("查询码多了%(count)s位，一共应有八位。请对照回执再填一次。") % extra, code="code_long"
        )
    if any(char not in _VALUES for char in code) or _weighted(code) != 0:
        raise CodeError(_("查询码有一位不对。请对照回执再填一次。"), code="code_wrong")
    return code


def grouped(code: str) -> str:
    """The code as it is printed and read out: two groups of four, "K7MP-3XQT"."""
    return f"{code[:4]}-{code[4:]}"


def new_token() -> str:
    """A link secret of 128 random bits: 22 characters that are safe in an address."""
    return secrets.token_urlsafe(16)


def _weighted(code: str) -> int:
    return sum(place * _VALUES[char] for place, char in enumerate(code, start=1)) % len(ALPHABET)


def _check_character(body: str) -> str:
    # Solve  sum + LENGTH · x ≡ 0  (mod 23); LENGTH has an inverse because 23 is prime.
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[-_weighted(body) * inverse % len(ALPHABET)]
