"""What base.html needs on every page: large type, the demo's banner, the desk's navigation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from huying.core.tenancy import in_town

LARGE_COOKIE = "hy_large"


@dataclass(frozen=True)
class Entry:
    """One line of a desk's navigation; count gives what waits there."""

    role: str
    label: str | Promise
    url_name: str
    icon: str = ""
    count: Callable[[HttpRequest], int] | None = None
    order: int = 50


@dataclass
class Navigation:
    """All entries, by role; a page's URL name stands once for each person."""

    entries: list[Entry] = field(default_factory=list)

    def register(
        self,
        role: str,
        label: str | Promise,
        url_name: str,
        icon: str = "",
        *,
        count: Callable[[HttpRequest], int] | None = None,
        order: int = 50,
    ) -> None:
        """Add an entry to the desk of `role`. count(request) runs in the town's scope.

        order: smaller stands earlier; entries of equal order keep the order of registration.
        """
        entry = Entry(role, label, url_name, icon, count, order)
        if entry not in self.entries:
            self.entries.append(entry)

    def shown_to(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The lines for who is asking: {label, url, icon, count, current}."""
        actor = getattr(request, "actor", None)
        if actor is None or not actor.roles:
            return []
        shown: dict[str, dict[str, Any]] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.order):
            if entry.role in actor.roles and entry.url_name not in shown:
                url = _url(entry.url_name, getattr(request, "town", None))
                if url:
                    shown[entry.url_name] = _line(entry, url, request)
        return list(shown.values())


nav = Navigation()


def _url(name: str, town: Any) -> str:
    for args in ([town.slug], []) if town else ([],):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def _line(entry: Entry, url: str, request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    return {
        "label": entry.label,
        "url": url,
        "icon": entry.icon,
        "count": _count(entry, request),
        "current": match is not None and match.url_name == entry.url_name,
    }


def _count(entry: Entry, request: HttpRequest) -> int | None:
    town = getattr(request, "town", None)
    if entry.count is None or town is None:
        return None
    # An error page is made after the town's scope has ended.
    with in_town(town):
        return entry.count(request)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `chrome` with large, demo, signed_in, name and nav (found when asked)."""
    town = getattr(request, "town", None)
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    actor = getattr(request, "actor", None)
    name = actor.name if actor else ""
    return {
        "chrome": {
            "large": request.COOKIES.get(LARGE_COOKIE) == "1",
            "demo": town.is_demo if town else settings.HUYING_DEMO,
            "signed_in": signed_in,
            "name": (name or str(user)) if signed_in else "",
            "nav": nav.shown_to(request) if signed_in else [],
        }
    }
