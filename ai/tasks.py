"""Advice work leaves the request here. The row is the work; a task only looks at it now."""

from __future__ import annotations

from celery import shared_task

from ai import services
from tenants import context
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="ai.triage", lane="ai")
def triage(run_id: int, **newer: object) -> None:
    """Read one message. Repeating it is harmless: the run is settled or in other hands."""
    services.read_and_store(run_id)


@shared_task(base=TenantTask, name="ai.draft", lane="ai")
def draft(run_id: int, **newer: object) -> None:
    """Write one suggested reply. Repeating it is harmless."""
    services.draft_reply(run_id)


@shared_task(base=TenantTask, name="ai.learn", lane="default")
def learn(**newer: object) -> None:
    """Train the local engine of one organization: seconds of CPU, at most every ten minutes."""
    services.learn()


@shared_task(base=TenantTask, name="ai.sweep", scope="platform", lane="default")
def sweep() -> None:
    """Daily: wake each organization's sweep of what is too old to be kept."""
    for _ in context.each_tenant():
        sweep_tenant.delay()


@shared_task(base=TenantTask, name="ai.sweep_tenant", lane="default")
def sweep_tenant() -> None:
    services.forget_old()


@shared_task(base=TenantTask, name="ai.try_provider", lane="ai")
def try_provider(provider_id: int, **newer: object) -> None:
    """Ask an endpoint something small, for the page that waits for it."""
    services.try_provider(provider_id)
