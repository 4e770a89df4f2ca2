"""Housekeeping of files."""

from __future__ import annotations

from celery import shared_task

from core.files import services
from tenants import context
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="files.sweep", scope="platform", lane="default")
def sweep() -> None:
    """Daily: wake each tenant's sweep of forgotten uploads."""
    for _ in context.each_tenant():
        sweep_tenant.delay()


@shared_task(base=TenantTask, name="files.sweep_tenant", lane="default")
def sweep_tenant() -> None:
    services.sweep_orphans()
