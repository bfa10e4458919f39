from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "huying.voices"
    verbose_name = "群众意见"

    def ready(self) -> None:
        from huying.core import transitions
        from huying.imports import kinds
        from huying.rulebook import open_dates
        from huying.town import lists
        from huying.voices import categories, clock, imports, models, rules, states  # noqa: F401

        transitions.register(models.Voice, states.VOICE)
        transitions.register(models.Matter, states.MATTER)
        kinds.register(imports.VOICES)
        open_dates.register_open_dates("matters", clock.open_dates)
        lists.CATEGORIES.update(categories.by_every_name())
