"""Every URL of the program."""

from allauth.account import views as account
from django.urls import include, path

from huying.config.health import health

# Of the library's own pages those that we have a use for: nobody signs up, and there is no mail to confirm.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
urlpatterns = [
    path("health/", health, name="health"),
    path("accounts/", include(accounts)),
    path("", include("huying.web.urls")),
]
