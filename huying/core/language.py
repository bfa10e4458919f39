"""The reader's language, for data that carries both."""

from __future__ import annotations

from django.utils.translation import get_language


def in_english() -> bool:
    """Whether the page is being read in English."""
    return (get_language() or "").startswith("en")
