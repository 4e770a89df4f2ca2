"""Work on files in the background: scanning, housekeeping."""

from __future__ import annotations

import logging

from celery import shared_task

from core.files import services, waiting
from tenants import context
from tenants.kernel.errors import Unavailable
from tenants.tasks import TenantTask

log = logging.getLogger(__name__)


@shared_task(base=TenantTask, name="files.sweep", scope="platform", lane="default")
def sweep() -> None:
    """Daily: wake each tenant's sweep of forgotten uploads."""
    for _ in context.each_tenant():
        sweep_tenant.delay()


@shared_task(base=TenantTask, name="files.sweep_tenant", lane="default")
def sweep_tenant() -> None:
    services.sweep_orphans()


@shared_task(base=TenantTask, name="files.scan", lane="default")
def scan(attachment_id: int, **newer: object) -> None:
    """Ask the scanner about one file. A daemon or a store that is away: the alarm brings it back."""
    try:
        waiting.scan(attachment_id)
    except Unavailable as fault:
        log.warning("a file waits for its scan", extra={"attachment": attachment_id, "why": str(fault)})
