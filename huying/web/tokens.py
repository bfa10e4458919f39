"""Secrets in addresses: what cannot be one is no page, and never reaches the database."""

from __future__ import annotations

import re

from django.urls import register_converter


class TokenConverter:
    """`<token:…>` in a route."""

    regex = r"[A-Za-z0-9_-]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")


def token_in(text: str) -> str:
    """`text` where it can be a secret, else ''."""
    return text if re.fullmatch(TokenConverter.regex, text) else ""
