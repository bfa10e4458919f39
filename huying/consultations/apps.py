from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "huying.consultations"
    verbose_name = "问政问计问需"

    def ready(self) -> None:
        from huying.consultations import jobs, models, rules, states  # noqa: F401
        from huying.core import duties, transitions

        transitions.register(models.Consultation, states.CONSULTATION)
        transitions.register(models.Statement, states.STATEMENT)
        transitions.register(models.Remark, states.REMARK)
        duties.register("consultations", every_seconds=30, run=jobs.tend)
