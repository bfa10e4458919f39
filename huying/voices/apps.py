from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "huying.voices"
    verbose_name = "群众意见"

    def ready(self) -> None:
        from huying.core import transitions
        from huying.voices import models, rules, states  # noqa: F401

        transitions.register(models.Voice, states.VOICE)
        transitions.register(models.Matter, states.MATTER)
