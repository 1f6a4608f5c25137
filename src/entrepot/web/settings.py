"""Django's settings, read off ours; nothing here is secret, and nothing is chosen twice."""

from __future__ import annotations

from pathlib import Path

from entrepot.web.front.state import database, secret_key, state_folder, static_folder

HERE = Path(__file__).parent
FAMILIES = (
    "front",
    "home",
    "papers",
    "region",
    "opportunities",
    "risks",
    "notices",
    "warnings",
    "readings",
    "what_if",
    "compare",
    "product",
    "api",
    "studies",
    "method",
    "data",
    "jobs",
    "search",
)

SECRET_KEY = secret_key()
DEBUG = False
# Only this machine: accounts, and with them other addresses, come later.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "entrepot.web.urls"
WSGI_APPLICATION = "entrepot.web.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "entrepot.web.front", "entrepot.web.jobs"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "entrepot.web.front.policy.policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "entrepot.web.front.language.language",
    "entrepot.web.front.few_at_once.few_at_once",
    "entrepot.web.data.bounds.bounded",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "entrepot.web.front.patience.patient",
    "entrepot.web.front.tables.tables",
    "entrepot.web.front.trouble.trouble",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / family / "templates" for family in FAMILIES],
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "entrepot.web.front.templatetags.house",
                "entrepot.web.front.templatetags.naming",
                "entrepot.web.front.templatetags.clicked",
                "entrepot.web.front.templatetags.few_goods",
            ],
            "context_processors": ["django.template.context_processors.request", "entrepot.web.front.context.page"],
        },
    }
]
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = static_folder()
STATICFILES_DIRS = [state_folder() / "assets", HERE / "front" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = False

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# The server speaks plain HTTP, and only to the machine it runs on: a browser would drop cookies marked Secure.
CSRF_COOKIE_SECURE = False
SESSION_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
CSRF_FAILURE_VIEW = "entrepot.web.front.trouble.forged"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# Never into memory: what is uploaded goes to a file as it comes.
FILE_UPLOAD_HANDLERS = ["entrepot.web.data.uploads.ToDisk"]
FILE_UPLOAD_TEMP_DIR = state_folder() / "uploads"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "entrepot.web.front.log.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
