"""What every environment shares: apps, templates, languages, sign-in. See its siblings for the rest."""

from __future__ import annotations

from infra.settings.apps import INSTALLED_APPS, MIDDLEWARE, SHARED_APPS, TENANT_APPS
from infra.settings.env import ROOT, ROOT_DIR, env

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ("tenants.routing.DirectoryRouter", "django_tenants.routers.TenantSyncRouter")
ROOT_URLCONF = "infra.urls"
PUBLIC_SCHEMA_URLCONF = "infra.urls_public"
WSGI_APPLICATION = "infra.wsgi.application"
ASGI_APPLICATION = "infra.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail is unique without regard to case, by constraint

PLATFORM_NAME = env.str("DESKHAND_NAME", "Deskhand")
PLATFORM_DOMAIN = env.str("DESKHAND_DOMAIN", "localhost")  # tenants live at <slug>.<this>
PLATFORM_PORT = env.str("DESKHAND_PUBLIC_PORT", "")  # ":8000" in links while there is no proxy
PLATFORM_SCHEME = env.str("DESKHAND_SCHEME", "https")
WEB_PUSH_KEY = env.str("DESKHAND_WEB_PUSH_KEY", "")  # empty: follows from the secret key
PLATFORM_MAIL = env.str("DESKHAND_MAIL_FROM", f"Deskhand <no-reply@{PLATFORM_DOMAIN}>")
SPARE_SCHEMAS = env.int("DESKHAND_SPARE_SCHEMAS", 2)  # kept warm for signups, 3 MB each
ERROR_PAGES = {
    "host_unknown": "portal.public.errors.host_unknown",
    "suspended": "portal.public.errors.suspended",
    "not_ready": "portal.public.errors.not_ready",
    "gone": "portal.public.errors.gone",
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "portal.ui.jinja.environment"},
    },
    {  # packages' own pages only (API docs)
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

CSRF_FAILURE_VIEW = "portal.public.errors.csrf_failed"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login/"
AUTHENTICATION_BACKENDS = ["core.accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "core.accounts.session_store"  # people stay signed in when Redis is away
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_NAME = "deskhand_session"
CSRF_COOKIE_NAME = "deskhand_csrf"
OTP_TOTP_ISSUER = PLATFORM_NAME

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "portal" / "static"]
