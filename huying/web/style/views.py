"""The style page shows every component with every state; look() keeps the size of type."""

from __future__ import annotations

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
    """Keep large type (`?large=1`) or end it (`?large=0`) in a cookie, and go back to `next`."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.GET.get("large") == "1":
        response.set_cookie(
            LARGE_COOKIE, "1", max_age=YEAR_SECONDS, samesite="Lax", httponly=True,
            secure=request.is_secure(),
        )  # fmt: skip
    else:
        response.delete_cookie(LARGE_COOKIE)
    return response
