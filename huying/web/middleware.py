"""Errors that a person may see, as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huying.core.errors import HuyingError, Stale, TooMany

TEMPLATES = {403: "errors/403.html", 409: "errors/409.html", 429: "errors/429.html"}


class ShowErrors:
    """Turns a HuyingError that no form took up into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, HuyingError):
            return None
        template = (
            "errors/stale.html"
            if isinstance(error, Stale)
            else TEMPLATES.get(error.status, "errors/400.html")
        )
        response = render(request, template, {"error": error}, status=error.status)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.seconds)
        return response
