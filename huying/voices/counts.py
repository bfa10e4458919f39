"""What a matter counts of the people behind it, kept on the matter so that a list is one look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huying.voices.models import Matter

# Field of the matter → how it is counted. A room above adds what it keeps there.
COUNTS: dict[str, Callable[[Matter], Any]] = {
    "voice_count": lambda matter: matter.voices.filter(state="received").count(),
    "support_count": lambda matter: matter.supports.count(),
}


def recounted(matter: Matter) -> dict[str, Any]:
    """Each of these fields as it should be now, after people came or went."""
    return {name: count(matter) for name, count in COUNTS.items()}
