from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "huying.listening"
    verbose_name = "听民声"

    def ready(self) -> None:
        from huying.core import transitions
        from huying.listening import models, topic_rules, topic_states  # noqa: F401

        transitions.register(models.Topic, topic_states.TOPIC)
