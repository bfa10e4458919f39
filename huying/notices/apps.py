from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "huying.notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from huying.core import duties
        from huying.notices import delivery

        duties.register("deliver-messages", every_seconds=5, run=delivery.deliver_due)
