from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "huying.handling"
    verbose_name = "办理"

    def ready(self) -> None:
        from huying.core import duties, transitions
        from huying.handling import jobs, matters, models, origins, rules, states  # noqa: F401

        transitions.register(models.Case, states.CASE)
        origins.register(matters.KIND, matters.MatterOrigin())
        duties.register("settle-answers", every_seconds=300, run=jobs.settle_answers)
