"""One sweep for all tenants finds the alarms that are due; each rings inside its own tenant."""

from __future__ import annotations

from celery import shared_task

from tenants import context, selectors, shards
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.errors import NotFound
from tenants.tasks import TenantTask


@shared_task(base=TenantTask, name="alarms.ring", lane="clock")
def ring(alarm_id: int, **newer: object) -> None:
    bell.ring(alarm_id)


@shared_task(base=TenantTask, name="alarms.sweep", scope="platform", lane="clock")
def sweep(limit: int = 500) -> None:
    """Every 5 s: ring what is due, all tenants in one query."""
    resting = selectors.resting()
    for _shard in shards.each():
        _ring_due(resting, limit)


def _ring_due(resting: list[str], limit: int) -> None:
    due = Alarm.objects.filter(at__lte=clock.now()).exclude(schema_name__in=resting)
    for alarm_id, schema in due.order_by("at").values_list("id", "schema_name")[:limit]:
        try:
            with context.tenant(schema):
                ring.wake(alarm_id)
        except NotFound:
            Alarm.objects.filter(schema_name=schema).delete()  # the tenant was purged
