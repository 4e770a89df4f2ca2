"""Forgets the answers of yesterday's requests."""

from __future__ import annotations

from celery import shared_task

from core.doors import answers
from tenants import context
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="doors.sweep", scope="platform", lane="clock")
def sweep(**newer: object) -> None:
    """Hourly: drop idempotency answers older than a day, in every organization."""
    for _ in context.each_tenant():
        answers.forget_old()
