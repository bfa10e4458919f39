"""What the readers of sound containers tell `clips`."""

from __future__ import annotations


class Broken(ValueError):
    """The container is cut short or contradicts itself."""


class VideoFound(ValueError):
    """The container holds moving pictures."""
