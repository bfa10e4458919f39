from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "huying.listening"
    verbose_name = "听民声"

    def ready(self) -> None:
        from huying.core import duties, transitions
        from huying.listening import models, topic_jobs, topic_rules, topic_states  # noqa: F401

        transitions.register(models.Topic, topic_states.TOPIC)
        duties.register("update-topics", every_seconds=600, run=topic_jobs.update_topics)
