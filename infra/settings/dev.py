"""The demo and local work: embedded servers, plain HTTP, mail into the local mailbox page."""

from infra.embedded.places import port
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

DEBUG = env.bool("DESKHAND_DEBUG", False)
SECRET_KEY = env.str("DESKHAND_SECRET_KEY", "for-the-demo-only-never-in-production")
PLATFORM_SCHEME = "http"
WEB_PORT = port("DESKHAND_WEB_PORT")
PLATFORM_PORT = f":{WEB_PORT}"
REALTIME_PORT = port("DESKHAND_REALTIME_PORT")
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
MAILBOX_PAGE = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None  # served from portal/static as it stands; nothing is collected
