"""The table of pages: each URL says which permission it needs; the access test reads it back.

This is the one place where a request gets its town, its actor and the town's scope.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control

from huying.core.errors import Denied
from huying.core.models import Town
from huying.core.permissions import PUBLIC, SECOND_FACTOR_ROLES, Actor, permits
from huying.core.tenancy import in_town
from huying.town.actions import CARDED
from huying.town.queries import actor_for
from huying.web.kept import for_one, for_strangers

View = Callable[..., HttpResponse]

TOWN_SECONDS = 15
# In the session of whoever came in with a printed card: a thing that one has and a PIN that one knows.
BY_CARD = "hy_by_card"
_towns: dict[str, tuple[float, Town]] = {}


def page(
    route: str, view: View, *, name: str, needs: str, shared: bool = False, kept: bool = True
) -> URLPattern:
    """A page of a town: `view(request, …)` runs with request.town, request.actor, in the town's scope.

    needs: the permission without which it does not open. shared: strangers all see the same, and
    may see it a few seconds late. kept: its reader may see it as long as the database stands still,
    so False where it shows what lies outside the database. See `web.kept`. Belongs under `<slug:town>/`.
    """

    @wraps(view)
    def served(request: HttpRequest, town: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.town = _town(town)  # type: ignore[attr-defined]

        def make() -> HttpResponse:
            return _serve(request, view, needs, *args, **kwargs)

        if shared and not request.user.is_authenticated:
            return for_strangers(request, make)
        return for_one(request, make) if kept else make()

    served.needs = needs  # type: ignore[attr-defined]
    return path(route, served, name=name)


def page_above_towns(route: str, view: View, *, name: str, needs: str) -> URLPattern:
    """A page that belongs to no town (county, system); `view` crosses towns only on purpose."""

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.town = None  # type: ignore[attr-defined]
        return for_one(request, lambda: _serve(request, view, needs, *args, **kwargs))

    served.needs = needs  # type: ignore[attr-defined]
    return path(route, served, name=name)


def _serve(request: HttpRequest, view: View, needs: str, *args: Any, **kwargs: Any) -> HttpResponse:
    town: Town | None = request.town  # type: ignore[attr-defined]
    request.actor = actor = actor_of(request, town)  # type: ignore[attr-defined]
    if not permits(actor, needs):
        if request.user.is_authenticated:
            raise Denied
        return to_login(request)
    if wants_second_factor(request, actor):
        return _go(request, reverse("mfa_index"))
    with in_town(town) if town else nullcontext():
        response = view(request, *args, **kwargs)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _town(slug: str) -> Town:
    # A tenant's row changes about once a year and is asked for by every page.
    at, town = _towns.get(slug, (0.0, None))
    if town is None or time.monotonic() - at > TOWN_SECONDS:
        town = Town.objects.filter(slug=slug).first()
        if town is None:
            raise Http404
        _towns[slug] = (time.monotonic(), town)
    return town


def actor_of(request: HttpRequest, town: Town | None) -> Actor:
    """Who is asking: the signed-in account as it stands in this town, or the public.

    Whoever came in with a card is a keeper or deputy only, whatever else the account may do.
    """
    if not request.user.is_authenticated:
        return PUBLIC
    actor = actor_for(request.user, town)
    if request.session.get(BY_CARD):
        return replace(actor, roles=actor.roles & frozenset(CARDED))
    return actor


def wants_second_factor(request: HttpRequest, actor: Actor) -> bool:
    """Whether this account must set up its second factor before it goes on. A card is two already."""
    if not settings.HUYING_SECOND_FACTOR or actor.roles.isdisjoint(SECOND_FACTOR_ROLES):
        return False
    return not request.session.get(BY_CARD) and not is_mfa_enabled(request.user)


def to_login(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page and back; an htmx request is told to move the whole page."""
    if request.headers.get("HX-Request"):
        return _go(
            request, f"{reverse('account_login')}?next={request.headers.get('HX-Current-URL', '')}"
        )
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
