"""Figures counted anew where nobody waits for it. Repeating it is harmless."""

from __future__ import annotations

from celery import shared_task

from core.reports import services
from tenants import context
from tenants.kernel import clock
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="reports.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Hourly: wakes the counting where it is night, and where nothing was counted yet."""
    now = clock.now()
    for _ in context.each_tenant():
        if services.is_due(now):
            count_anew.wake()


@shared_task(base=TenantTask, name="reports.count_anew", lane="default")
def count_anew(**newer: object) -> None:
    services.count_anew()
