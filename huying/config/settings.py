"""Settings. Bridge until the environment table stands; see docs/settings.md."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[2]
HUYING_DEMO = os.environ.get("HUYING_DEMO", "") == "1"
HUYING_DATA = Path(os.environ.get("HUYING_DATA", ROOT / "data"))
HUYING_KEYS = Path(os.environ.get("HUYING_KEYS", HUYING_DATA / "keys"))
HUYING_FILES = HUYING_DATA / "files"
HUYING_CONTACT_KEY_FILE = HUYING_KEYS / "contacts.key"
HUYING_PUBLIC_URL = os.environ.get("HUYING_PUBLIC_URL", "http://localhost:8000")
HUYING_TRUSTED_PROXIES: list[str] = []
HUYING_RATE_FACTOR = 1
HUYING_SECOND_FACTOR = not HUYING_DEMO
HUYING_MAIL_GATEWAY = "folder"
HUYING_SMS_GATEWAY = "folder"
HUYING_MAIL_FROM = "huying@localhost"
HUYING_SMTP_HOST, HUYING_SMTP_PORT, HUYING_SMTP_TLS = "localhost", 25, ""
HUYING_SMTP_USER = HUYING_SMTP_PASSWORD = HUYING_SMS_URL = HUYING_SMS_TOKEN = HUYING_APPRISE_URL = ""

SECRET_KEY = os.environ.get("HUYING_SECRET_KEY", "demo")
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "huying.core",
    "huying.rulebook",
    "huying.town",
    "huying.notices",
    "huying.voices",
    "huying.handling",
    "huying.demo",
    "huying.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huying.web.middleware.ShowErrors",
]
ROOT_URLCONF = "huying.config.urls"
AUTH_USER_MODEL = "town.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huying.web.context.chrome",
            ],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HUYING_DATA / "huying.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [ROOT / "huying" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HUYING_DATA / "static"
STATICFILES_DIRS = [
    ("bootstrap", ROOT / "node_modules" / "bootstrap" / "dist"),
    ("htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
]
