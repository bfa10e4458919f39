"""The program with one more page: a one-query view, the floor that the same server sets in the same run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = get_wsgi_application()

from django.http import HttpRequest, HttpResponse  # noqa: E402  after Django is ready
from django.urls import path  # noqa: E402

from huying.config import urls  # noqa: E402
from huying.core.models import Town  # noqa: E402


def floor(request: HttpRequest) -> HttpResponse:
    """One query by key, its answer as text."""
    return HttpResponse(Town.objects.values_list("name", flat=True).get(slug="bench"))


urls.urlpatterns.insert(0, path("floor/", floor))
