"""The demo's settings, with everything over the wire as small as in production: styles and scripts collected, named by
what is in them and compressed; pages compressed as infra/proxy/Caddyfile has it done.
"""

from infra.settings import apps, storage
from infra.settings.dev import *  # noqa: F403

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *apps.MIDDLEWARE]
STORAGES, STATIC_ROOT = storage.STORAGES, storage.STATIC_ROOT
WHITENOISE_USE_FINDERS = False
