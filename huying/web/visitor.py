"""Where a request comes from, and how often strangers may write."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from huying.core.limits import count_hit

# action: (how many, within how many seconds). A whole village may share one address.
LIMITS = {
    "say": (60, 3600),
    "support": (120, 3600),
    "track": (60, 600),
    "judge": (120, 3600),
    "similar": (240, 600),
    "card": (10, 600),
    "consult": (240, 3600),
}


def address(request: HttpRequest) -> str:
    """The visitor's address; behind a trusted proxy, the one that the proxy names last."""
    remote = request.META.get("REMOTE_ADDR", "")
    if remote in settings.HUYING_TRUSTED_PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        return forwarded[-1].strip() or remote
    return remote


def limit(request: HttpRequest, action: str) -> None:
    """Count this attempt. Raises TooMany."""
    most, seconds = LIMITS[action]
    count_hit(action, address(request), limit=most * settings.HUYING_RATE_FACTOR, seconds=seconds)
