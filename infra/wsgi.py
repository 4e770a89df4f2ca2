"""Pages and API: WSGI threads."""

import os

from django.core.wsgi import get_wsgi_application

import infra.celery  # noqa: F401  so that pages wake tasks through our own broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
application = get_wsgi_application()
