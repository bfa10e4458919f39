"""Texts made safe for a sheet of paper: nothing in them can break a file or turn what stands after it."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

_NEWLINES = re.compile("\r\n|[\r\n\u000b\u000c\u0085\u2028\u2029]")
# Controls (XML 1.0 allows none), every direction mark, byte-order marks, half surrogates, non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """`text` with newlines as \\n, tabs as spaces, and without controls and direction marks."""
    return _UNWANTED.sub("", _NEWLINES.sub("\n", text)).replace("\t", " ").strip("\n ")


def cleaned(value: Any) -> Any:
    """The same dataclass, sequence or text with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple | list):
        return tuple(cleaned(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        given = [field for field in dataclasses.fields(value) if field.init]
        return dataclasses.replace(
            value, **{field.name: cleaned(getattr(value, field.name)) for field in given}
        )
    return value


def lines(text: str) -> list[str]:
    """The paragraphs of a text: its lines without blank ones and without typed-in indents."""
    return [line for one in text.split("\n") if (line := one.strip(" \u3000"))]
