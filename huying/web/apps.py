"""The pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, template tags and static files of every page."""

    name = "huying.web"
    label = "web"

    def ready(self) -> None:
        from huying.core import duties
        from huying.web.imports import store
        from huying.web.public import figures

        duties.register(
            "public-figures", every_seconds=figures.EVERY_SECONDS, run=figures.refresh_all
        )
        duties.register("forget-uploads", every_seconds=3600, run=store.sweep)
