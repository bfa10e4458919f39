"""Chinese search without a dictionary: texts cut into overlapping pairs of characters.

"停水三天" is indexed as 停水 水三 三天, so the phrase search for 停水 or 水三天 finds it;
each single character follows once, at the end, so that 水 alone finds it too.
The terms are letters and digits
only and need nothing but whitespace and a lower-casing tokeniser: SQLite FTS5 `unicode61`,
PostgreSQL `simple`. Characters beyond U+FFFF, which some databases' tokenisers drop, are written
as their number (𠮷 as u20bb7).
"""

from __future__ import annotations

import re
import unicodedata

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+|[^\\W{_HAN}_]+")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
# Letters against digits: "G55高速" and "5号楼b座" are found by any of their parts.
_PART = re.compile(r"\d+|[^\W\d]+")
MAX_QUERY_CHARACTERS = 200


def index_terms(text: str) -> str:
    """The terms under which `text` is found, separated by spaces: pairs in order, then singles."""
    pairs: list[str] = []
    singles: dict[str, None] = {}
    for run in _runs(text):
        if not _HAN_CHARACTER.match(run):
            pairs.extend(_PART.findall(run))
            continue
        names = [_name(char) for char in run]
        singles.update(dict.fromkeys(names))
        pairs.extend(a + b for a, b in zip(names, names[1:], strict=False))
    return " ".join([*pairs, *singles])


def query_terms(query: str) -> list[str]:
    """Phrases that must all be found: the pairs of each run of characters, in order.

    A phrase is terms of letters and digits, separated by spaces; [] where nothing can be sought.
    """
    phrases: dict[str, None] = {}
    for run in _runs(query[:MAX_QUERY_CHARACTERS]):
        if not _HAN_CHARACTER.match(run) or len(run) == 1:
            phrases[_name(run) if len(run) == 1 else " ".join(_PART.findall(run))] = None
        else:
            names = [_name(char) for char in run]
            phrases[" ".join(a + b for a, b in zip(names, names[1:], strict=False))] = None
    return list(phrases)


def pairs_of(text: str) -> list[str]:
    """The overlapping pairs of `text` (words of other scripts whole), in order, repeats kept."""
    found: list[str] = []
    for run in _runs(text):
        if _HAN_CHARACTER.match(run) and len(run) > 1:
            found.extend(a + b for a, b in zip(run, run[1:], strict=False))
        else:
            found.extend(_PART.findall(run))
    return found


def _runs(text: str) -> list[str]:
    return [
        run
        for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold())
        if _PART.search(run)
    ]


def _name(char: str) -> str:
    return char if ord(char) <= 0xFFFF or not _HAN_CHARACTER.match(char) else f"u{ord(char):x}"
