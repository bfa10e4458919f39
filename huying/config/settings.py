"""Django's settings, from the environment table in `env.py`."""

import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from huying.config import env, keys

ROOT = Path(__file__).resolve().parents[2]
TESTING = "pytest" in sys.modules
if TESTING:
    # Here, not in a conftest: the settings are read before any of those.
    os.environ.setdefault("HUYING_DEMO", "1")
    os.environ.setdefault("HUYING_DATA", tempfile.mkdtemp(prefix="huying-test-"))
_TABLE = env.read()
globals().update(_TABLE)

HUYING_DEMO = _TABLE["HUYING_DEMO"]
HUYING_DATA = (ROOT / _TABLE["HUYING_DATA"]).resolve()
HUYING_KEYS = (
    (ROOT / _TABLE["HUYING_KEYS"]).resolve() if _TABLE["HUYING_KEYS"] else HUYING_DATA / "keys"
)
HUYING_FILES = HUYING_DATA / "files"
# Indexes of twins: made from the database, in no backup.
HUYING_TWINS = HUYING_DATA / "twins"
HUYING_CONTACT_KEY_FILE = HUYING_KEYS / keys.CONTACTS
HUYING_PUBLIC_URL = _TABLE["HUYING_PUBLIC_URL"].rstrip("/")
keys.ready(HUYING_KEYS, HUYING_DATA)

SECRET_KEY = (HUYING_KEYS / keys.SECRET).read_text()
DEBUG = _TABLE["HUYING_DEBUG"]
_PUBLIC = urlsplit(HUYING_PUBLIC_URL)
ALLOWED_HOSTS = [_PUBLIC.hostname or "", "localhost", "127.0.0.1", *_TABLE["HUYING_ALLOWED_HOSTS"]]
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"]
_SECURE = _PUBLIC.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "hy_session"
LANGUAGE_COOKIE_NAME = "hy_language"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # HTTPS is redirected to by the proxy in front

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "huying.core",
    "huying.rulebook",
    "huying.imports",
    "huying.town",
    "huying.notices",
    "huying.congress",
    "huying.voices",
    "huying.consultations",
    "huying.suggestions",
    "huying.handling",
    "huying.listening",
    "huying.records",
    "huying.demo",
    "huying.web",
    "huying.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
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
WSGI_APPLICATION = "huying.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "huying" / "web" / "templates"],
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
FORM_RENDERER = "huying.web.renderer.Renderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "huying.config.sqlite",
            "NAME": HUYING_DATA / "huying.sqlite3",
            "CONN_MAX_AGE": None,
            # Tests run on a file, too: a database in memory knows neither WAL nor the writers' queue.
            "TEST": {"NAME": str(HUYING_DATA / "test.sqlite3")},
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
                    "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


_DATABASE_URL = _TABLE["HUYING_DATABASE_URL"]
if TESTING and os.environ.get("HUYING_TEST_DATABASE") == "postgres":
    _DATABASE_URL = os.environ["HUYING_TEST_DATABASE_URL"]
DATABASES = {"default": _database(_DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

AUTH_USER_MODEL = "town.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "go"
ACCOUNT_ADAPTER = "huying.web.account.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,60/15m/ip", "login": "120/m/ip"}
MFA_ADAPTER = "huying.web.account.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Huying"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [ROOT / "huying" / "locale"]
FORMAT_MODULE_PATH = ["huying.config.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HUYING_DATA / "static"
STATICFILES_DIRS = [
    ("bootstrap", ROOT / "node_modules" / "bootstrap" / "dist"),
    ("htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
    ("chart", ROOT / "node_modules" / "chart.js" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING
if TESTING:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Photos come six at a time from phones; each is checked again when it is opened.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 12

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"level": "WARNING"}, "apprise": {"level": "WARNING"}},
}
