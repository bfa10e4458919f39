from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "huying.records"
    verbose_name = "统计"

    def ready(self) -> None:
        from huying.core import duties
        from huying.records.vane import kept

        duties.register("vane", every_seconds=kept.SECONDS, run=kept.refresh_all)
