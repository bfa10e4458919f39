from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "huying.imports"
    verbose_name = "批量导入"

    def ready(self) -> None:
        from huying.imports import rules  # noqa: F401  registers the permissions
