"""The Celery application. Tasks are found in every app's tasks.py."""

import os

from celery import Celery
from celery.signals import celeryd_init

from infra import broker, heaps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")

broker.register()
app = Celery("deskhand", amqp=broker.Wires)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["infra"])  # the storey itself is no Django app


@celeryd_init.connect
def begin(**about: object) -> None:
    """A worker is about to start its threads."""
    heaps.few()
