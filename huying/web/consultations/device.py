"""One person, one sheet, without an account: a secret in a cookie of this device, of which only digests are kept."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huying.core import codes
from huying.web.tokens import token_in

COOKIE = "hy_device"
# As long as browsers let a cookie live; a consultation is over much earlier.
KEPT_SECONDS = 400 * 24 * 3600


def secret_of(request: HttpRequest) -> str:
    """This device's secret, '' where it has none yet."""
    return token_in(request.COOKIES.get(COOKIE, ""))


def fresh_secret() -> str:
    """A secret for a device that has none, or for the next person at this one."""
    return codes.new_token()


def remember(response: HttpResponse, secret: str) -> None:
    """Let this device keep `secret`, so that its person may come back and change their mind."""
    response.set_cookie(
        COOKIE, secret, max_age=KEPT_SECONDS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
