from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "huying.handling"
    verbose_name = "办理"

    def ready(self) -> None:
        from huying.core import duties, transitions
        from huying.handling import clock, jobs, judging, matters, models, origins, rules, states  # noqa: F401
        from huying.rulebook import changes
        from huying.voices import counts

        transitions.register(models.Case, states.CASE)
        origins.register(matters.KIND, matters.MatterOrigin())
        changes.register_open_dates("cases", clock.open_dates)
        counts.COUNTS["grades"] = judging.counted
        duties.register("settle-answers", every_seconds=300, run=jobs.settle_answers)
