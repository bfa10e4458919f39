"""No small number points at a person.

A number of people below the town's `vane.smallest` is not shown to who does not read the voices anyway. Where
the total of a table is known, a single hidden cell could be reckoned from the others; so the smallest of
those shown is hidden with it, until what is hidden together is large enough. Exactly nobody (0) is shown:
it points at no one.

What this does not keep from somebody who looks every day and compares: that in a busy place one more spoke.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def hidden(counts: Mapping[Key, int], smallest: int) -> set[Key]:
    """The keys of a table with a known total whose numbers are not to be shown.

    What is hidden is never one cell alone nor below `smallest` together, unless nothing else is left to hide.
    """
    kept_back = {key for key, count in counts.items() if 0 < count < smallest}
    rest = sorted(
        (key for key in counts if counts[key] >= smallest), key=lambda key: (counts[key], str(key))
    )
    for key in rest:
        enough = sum(counts[one] for one in kept_back) >= smallest
        if not kept_back or (enough and len(kept_back) > 1):
            break
        kept_back.add(key)
    return kept_back
