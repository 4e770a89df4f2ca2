"""Tickets are changed here in numbers. A row is the work; a task only carries it."""

from __future__ import annotations

from celery import shared_task

from core.tickets.services import bulk as services
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="tickets.bulk", lane="default")
def bulk(change_id: int, **newer: object) -> None:
    """Work a change of many tickets off for a spell. Repeating it is harmless."""
    services.work(change_id)
