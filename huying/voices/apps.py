from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "huying.voices"
    verbose_name = "群众意见"

    def ready(self) -> None:
        from huying.core import transitions
        from huying.rulebook import changes
        from huying.town import lists
        from huying.voices import categories, clock, models, rules, states  # noqa: F401

        transitions.register(models.Voice, states.VOICE)
        transitions.register(models.Matter, states.MATTER)
        changes.register_open_dates("matters", clock.open_dates)
        lists.CATEGORIES.update(categories.by_every_name())
