"""Keeps rules that go by the clock going, and forgets old traces."""

from __future__ import annotations

from celery import shared_task

from core.automation import services
from tenants import context
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="automation.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Hourly, in every organization."""
    for _ in context.each_tenant():
        services.keep_up()
