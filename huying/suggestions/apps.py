from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "huying.suggestions"
    verbose_name = "代表建议"

    def ready(self) -> None:
        from huying.core import transitions
        from huying.rulebook import open_dates
        from huying.suggestions import clock, models, rules, states  # noqa: F401

        transitions.register(models.Suggestion, states.SUGGESTION)
        open_dates.register_open_dates("suggestions", clock.open_dates)
