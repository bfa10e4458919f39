"""The style page shows every component with every state; look() keeps how pages look."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from huying.web.context import LARGE_COOKIE
from huying.web.style.samples import samples

YEAR_SECONDS = 365 * 24 * 3600


def show(request: HttpRequest) -> HttpResponse:
    """Every component; `?large=1` shows it in large type without keeping that."""
    context = samples()
    if request.GET.get("large") == "1":
        request.COOKIES[LARGE_COOKIE] = "1"
    return render(request, "style/index.html", context)


def look(request: HttpRequest) -> HttpResponse:
    """Keep in a cookie how pages look, and go back to `next`.

    `?large=1` is large type, `?large=0` ends it; `?language=` is one of the settings' languages.
    """
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if (language := request.GET.get("language", "")) in dict(settings.LANGUAGES):
        _keep(request, response, settings.LANGUAGE_COOKIE_NAME, language)
    if request.GET.get("large") == "1":
        _keep(request, response, LARGE_COOKIE, "1")
    elif request.GET.get("large") == "0":
        response.delete_cookie(LARGE_COOKIE)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure()
    )
