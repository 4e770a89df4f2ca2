"""Forgets the answers of yesterday's requests."""

from __future__ import annotations

from celery import shared_task

from core.doors.answers import KEPT
from core.doors.models import Answered
from tenants import context
from tenants.kernel import clock
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="doors.sweep", scope="platform", queue="clock")
def sweep(**newer: object) -> None:
    """Hourly: drop idempotency answers older than a day, in every organization."""
    for _ in context.each_tenant():
        Answered.objects.filter(created_at__lt=clock.now() - KEPT).delete()
