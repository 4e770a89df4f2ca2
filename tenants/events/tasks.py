"""Events are carried here. The ledger row is the work; the task only looks at it now."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db.models import Q

from tenants import context, selectors, shards
from tenants.events import relay as relaying
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.errors import NotFound
from tenants.tasks import TenantTask, together

PATIENCE = timedelta(seconds=5)  # a fresh row is on its way by itself; the sweep leaves it alone


@shared_task(base=TenantTask, name="events.relay", lane="events", merges=True, often=True)
def relay(*event_ids: str, **newer: object) -> None:
    """Run the listeners of these events. Repeating it is harmless: nothing is due any more."""
    with together():
        for following in relaying.deliver(event_ids):
            relay.wake(following)


@shared_task(base=TenantTask, name="events.sweep", scope="platform", lane="clock")
def sweep(limit: int = 500) -> None:
    """Every 15 s: wake what is due or was left by a dead worker, all tenants in one query."""
    resting = selectors.resting()
    for _shard in shards.each():
        _wake_due(resting, limit)


def _wake_due(resting: list[str], limit: int) -> None:
    moment = clock.now()
    due = (
        Delivery.objects.filter(state=Delivery.State.DUE, run_at__lte=moment)
        .filter(Q(lease_until__lt=moment) | Q(lease_until=None, created_at__lt=moment - PATIENCE))
        .exclude(schema_name__in=resting)
        .values_list("schema_name", "event_id")
        .distinct()[:limit]
    )
    with together():
        for schema, event_id in due:
            try:
                with context.tenant(schema):
                    relay.wake(str(event_id))
            except NotFound:
                Delivery.objects.filter(schema_name=schema).delete()  # the tenant was purged
