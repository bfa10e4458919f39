"""Every URL of the program."""

from django.urls import include, path

from huying.config.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("", include("huying.web.urls")),
]
