"""The program with one more page: a one-query view, the floor that the same server sets in the same run."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from huying.config.wsgi import application  # isort: split

# Set up by the line above, Django lets the rooms be read.
from huying.config import urls
from huying.core.models import Town

__all__ = ["application"]


def floor(request: HttpRequest) -> HttpResponse:
    """One query by key, its answer as text."""
    return HttpResponse(Town.objects.order_by("pk").values_list("name", flat=True).first())


urls.urlpatterns.insert(0, path("floor/", floor))
