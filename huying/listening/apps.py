from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "huying.listening"
    verbose_name = "听民声"
