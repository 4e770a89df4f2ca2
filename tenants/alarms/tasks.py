"""One sweep for all tenants finds the alarms that are due; each rings inside its own tenant."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.core.cache import cache
from redis import RedisError

from tenants import context, selectors, shards
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.errors import NotFound
from tenants.tasks import TenantTask, in_turns, together

CALLED = 30  # seconds; an alarm that waits in a long queue is not called again and again meanwhile


@shared_task(base=TenantTask, name="alarms.ring", lane="clock", merges=True, often=True)
def ring(*alarm_ids: int, **newer: object) -> None:
    for alarm_id in in_turns(alarm_ids):
        bell.ring(alarm_id)


@shared_task(base=TenantTask, name="alarms.sweep", scope="platform", lane="clock")
def sweep(limit: int = 500) -> None:
    """Every 5 s: ring what is due, all tenants in one query."""
    resting = selectors.resting()
    for _shard in shards.each():
        _ring_due(resting, limit)


def _ring_due(resting: list[str], limit: int) -> None:
    due = Alarm.objects.filter(at__lte=clock.now()).exclude(schema_name__in=resting)
    rows = list(due.order_by("at").values_list("id", "at", "schema_name")[:limit])
    by_schema: dict[str, list[int]] = {}
    for alarm_id, schema in _not_called(rows):
        by_schema.setdefault(schema, []).append(alarm_id)
    with together():
        for schema, alarm_ids in by_schema.items():
            try:
                with context.tenant(schema):
                    for alarm_id in alarm_ids:
                        ring.wake(alarm_id)
            except NotFound:
                Alarm.objects.filter(schema_name=schema).delete()  # the tenant was purged


def _not_called(rows: list[tuple[int, datetime, str]]) -> list[tuple[int, str]]:
    """(id, schema) of those not called lately; they count as called now. One that was moved is another."""
    marks = {f"alarm-called-{schema}-{pk}-{at.timestamp()}": (pk, schema) for pk, at, schema in rows}
    try:
        called = cache.get_many(marks)
        cache.set_many(dict.fromkeys(marks.keys() - called.keys(), 1), CALLED)
    except RedisError:  # called once too often is harmless
        called = {}
    return [row for mark, row in marks.items() if mark not in called]
