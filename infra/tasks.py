"""The platform's own heartbeat."""

from __future__ import annotations

import time

from celery import shared_task
from django.core.cache import cache

from infra.health import WORKER_BEAT, WORKER_SILENT
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="infra.beat", scope="platform", lane="clock")
def beat() -> None:
    """Every 10 s: say that a worker is alive, for the health page."""
    cache.set(WORKER_BEAT, str(time.time()), WORKER_SILENT * 10)
