"""Tidies up old notifications."""

from __future__ import annotations

from celery import shared_task

from core.notifications import services
from tenants import context
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="notifications.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Daily, in every organization."""
    for _ in context.each_tenant():
        services.forget_old()
