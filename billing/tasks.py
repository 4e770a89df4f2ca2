"""Stripe's events are worked off here, and every night all agreements are set right again.

Platform scope: a customer of Stripe is only known to be a tenant after the row was read.
"""

from __future__ import annotations

import logging

from celery import shared_task

from billing import gateway, selectors, services
from tenants.kernel.errors import Refusal
from tenants.tasks import TenantTask

log = logging.getLogger(__name__)


@shared_task(
    base=TenantTask, name="billing.handle_event", scope="platform", lane="billing", soft_time_limit=60
)
def handle_event(event: int, **newer: object) -> None:
    """Fetch what the event is about and apply it. Twice is once: the row is settled."""
    if (row := services.claim_event(event)) is None:
        return
    try:
        services.sync_from_stripe(row.payload["customer"])
    except Refusal as refusal:
        services.event_failed(row, refusal, retryable=getattr(refusal, "retryable", False))
    except Exception as error:  # whatever it was, the row remembers and tries again
        log.exception("stripe event failed", extra={"event": row.event_id})
        services.event_failed(row, error, retryable=True)
    else:
        services.event_done(row)


@shared_task(base=TenantTask, name="billing.sweep", scope="platform", lane="billing")
def sweep(limit: int = 200) -> None:
    """Every minute: wake events that are due, give back units and money that dead workers hold."""
    for event in services.due_events(limit):
        handle_event.wake(event)
    services.sweep_reservations()
    services.sweep_costs()


@shared_task(base=TenantTask, name="billing.reconcile", scope="platform", lane="billing")
def reconcile() -> None:
    """Every night: ask for each organization in turn, so that none waits for another."""
    services.forget_events()
    for tenant_id in selectors.tenants_to_reconcile():
        reconcile_tenant.wake(tenant_id)


@shared_task(base=TenantTask, name="billing.reconcile_tenant", scope="platform", lane="billing")
def reconcile_tenant(tenant_id: int, **newer: object) -> None:
    """Start what was never started, end what ran out, equal Stripe, work the entitlements out."""
    if (tenant := selectors.tenant_of(tenant_id)) is None:
        return
    services.start_trial(tenant)
    agreed = services.end_trial(tenant)
    if agreed.stripe_customer_id and gateway.enabled():
        services.sync_from_stripe(agreed.stripe_customer_id)
    services.reconcile(tenant)
