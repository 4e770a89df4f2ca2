"""The platform's own heartbeat."""

from __future__ import annotations

import time

from celery import shared_task
from django.core.cache import cache

from infra.health import BEAT, SILENT
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="infra.beat", scope="platform", lane="clock")
def beat(part: str = "worker") -> None:
    """Every 10 s: say that this process of workers is alive, for the health page."""
    cache.set(BEAT.format(part), str(time.time()), SILENT * 10)
