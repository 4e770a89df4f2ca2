"""Production: every secret from the environment, HTTPS only. Refuses to start half-configured."""

from django.core.exceptions import ImproperlyConfigured

from infra.settings.advice import *
from infra.settings.api import *
from infra.settings.base import *
from infra.settings.billing import *
from infra.settings.celery import *
from infra.settings.env import env
from infra.settings.mail import *
from infra.settings.observability import *
from infra.settings.security import *
from infra.settings.storage import *

DEBUG = False
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("Set DESKHAND_SECRET_KEY to at least 32 random characters.")
if not env.str("DATABASE_URL", "") or not env.str("REDIS_URL", ""):
    raise ImproperlyConfigured("Set DATABASE_URL and REDIS_URL to your servers.")

REALTIME_PORT = 0  # the proxy serves /ws/ on the site's own address
MAILBOX_PAGE = False
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("DESKHAND_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
