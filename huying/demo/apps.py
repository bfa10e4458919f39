from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "huying.demo"
    verbose_name = "演示镇"
