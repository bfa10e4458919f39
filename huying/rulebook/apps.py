from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "huying.rulebook"
    verbose_name = "规则"

    def ready(self) -> None:
        from huying.rulebook import rules  # noqa: F401  registers the permissions
