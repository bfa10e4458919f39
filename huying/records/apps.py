from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "huying.records"
    verbose_name = "统计"
