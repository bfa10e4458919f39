from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "huying.handling"
    verbose_name = "办理"

    def ready(self) -> None:
        from huying.core import duties, transitions
        from huying.handling import clock, jobs, judging, matters, models, origins, rules, states  # noqa: F401
        from huying.handling.suggestions import clock as feedback
        from huying.handling.suggestions import origin as suggestions
        from huying.handling.suggestions import past
        from huying.imports import kinds
        from huying.rulebook import open_dates
        from huying.voices import counts

        transitions.register(models.Case, states.CASE)
        transitions.register(models.Meeting, states.MEETING)
        origins.register(matters.KIND, matters.MatterOrigin())
        origins.register(suggestions.KIND, suggestions.SuggestionOrigin())
        kinds.register(past.PAST)
        open_dates.register_open_dates("cases", clock.open_dates)
        open_dates.register_open_dates("feedback", feedback.open_dates)
        counts.COUNTS["grades"] = judging.counted
        duties.register("settle-answers", every_seconds=300, run=jobs.settle_answers)
