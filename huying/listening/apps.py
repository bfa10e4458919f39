from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "huying.listening"
    verbose_name = "听民声"

    def ready(self) -> None:
        from huying.core import duties, transitions
        from huying.listening import (  # noqa: F401
            models,
            replies,
            topic_jobs,
            topic_rules,
            topic_states,
            twin_index,
        )

        transitions.register(models.Topic, topic_states.TOPIC)
        duties.register("twins", every_seconds=5, run=twin_index.keep_in_step)
        duties.register("learn-answers", every_seconds=3600, run=replies.learn_answers)
        duties.register("update-topics", every_seconds=600, run=topic_jobs.update_topics)
