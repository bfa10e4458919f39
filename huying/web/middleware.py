"""Errors that a person may see, as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huying.core.errors import HuyingError, Stale, StoreFull, TooMany

logger = logging.getLogger(__name__)
TEMPLATES = {403: "errors/403.html", 409: "errors/409.html", 429: "errors/429.html"}


class ShowErrors:
    """Turns a HuyingError that no form took up into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError):
            # The database is full or away. 503 lets a draft wait in its browser and come again.
            logger.error("database: %s", error, exc_info=error)
            error = StoreFull()
        if not isinstance(error, HuyingError):
            return None
        template = (
            "errors/stale.html"
            if isinstance(error, Stale)
            else TEMPLATES.get(error.status, "errors/400.html")
        )
        if error.status == 503:
            # By itself: a page of ours would ask the database again.
            return render(request, "errors/503.html", {"error": error}, status=503)
        response = render(request, template, {"error": error}, status=error.status)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.seconds)
        return response
