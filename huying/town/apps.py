from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "huying.town"
    verbose_name = "本镇"

    def ready(self) -> None:
        from huying.town import rules  # noqa: F401  registers the permissions
