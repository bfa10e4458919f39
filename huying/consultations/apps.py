from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "huying.consultations"
    verbose_name = "问政问计问需"
