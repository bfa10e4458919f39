from django.apps import AppConfig


class CongressConfig(AppConfig):
    name = "huying.congress"
    verbose_name = "人民代表大会"

    def ready(self) -> None:
        from huying.congress import rules  # noqa: F401  registers the permissions
