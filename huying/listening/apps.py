from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "huying.listening"
    verbose_name = "听民声"

    def ready(self) -> None:
        from huying.core import duties
        from huying.listening import twin_index

        duties.register("twins", every_seconds=5, run=twin_index.keep_in_step)
