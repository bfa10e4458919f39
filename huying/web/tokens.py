"""Secrets in a query string: what cannot be one never reaches the database. In a path they are slugs."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def token_in(text: str) -> str:
    """`text` where it can be a secret, else ''."""
    return text if _TOKEN.fullmatch(text) else ""
