"""Filters of the deputy's pages."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from huying.voices import categories

register = template.Library()


@register.filter
def category(key: str) -> str:
    """A category's name in the reader's language."""
    return categories.label(key)


@register.filter
def joined(words: Iterable[str]) -> str:
    """Words in a row, as the reader's language joins them; at most six, which is enough to see why."""
    return _("、").join(list(words)[:6])
