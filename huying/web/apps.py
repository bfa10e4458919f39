"""The pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, template tags and static files of every page."""

    name = "huying.web"
    label = "web"
