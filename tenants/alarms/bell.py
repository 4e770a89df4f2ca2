"""Set, clear and ring alarms. Ringing deletes the row in the handler's transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from tenants import context
from tenants.alarms.models import Alarm
from tenants.database import hot
from tenants.kernel import clock

log = logging.getLogger(__name__)
Handler = Callable[[str], object]
_handlers: dict[str, Handler] = {}

RETRY_AFTER = timedelta(minutes=1)  # doubled per attempt; a handler that fails must not ring each sweep
MAX_ATTEMPTS = 10
# By hand: each message sets an alarm and clears it again.
_SET = """
    INSERT INTO {table} (schema_name, kind, ref, at, attempts, created_at) VALUES (%s, %s, %s, %s, 0, %s)
    ON CONFLICT (schema_name, kind, ref) DO UPDATE SET at = EXCLUDED.at, attempts = 0
"""
_CLEAR = "DELETE FROM {table} WHERE schema_name = %s AND kind = %s AND ref = %s"


def alarm(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind: `f(ref)`, run inside the tenant, in one transaction."""

    def register(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise ValueError(f"alarm kind {kind} is taken")
        return function

    return register


def set_alarm(kind: str, ref: object, at: datetime) -> None:
    """Wake `ref` at that time. Setting it again moves it."""
    values: list[Any] = [context.require_tenant(), kind, str(ref), at, clock.now()]
    with connection.cursor() as cursor:
        cursor.execute(_SET.format(table=hot.name_of(Alarm)), values)


def ensure_alarm(kind: str, ref: object, at: datetime) -> bool:
    """Wake `ref` at that time unless it is to be woken anyway. Returns whether it was not."""
    return not hot.insert(_alarm(kind, ref, at), unless_there=True)._state.adding


def clear_alarm(kind: str, ref: object) -> bool:
    """Returns whether it was set."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR.format(table=hot.name_of(Alarm)), [context.require_tenant(), kind, str(ref)])
        return bool(cursor.rowcount)


def schemas_with(kind: str, *, but: list[str]) -> list[str]:
    """Schemas of this database that have such an alarm set, those of `but` left out."""
    rows = Alarm.objects.filter(kind=kind).exclude(schema_name__in=but).order_by("schema_name")
    return list(rows.values_list("schema_name", flat=True).distinct())


def _alarm(kind: str, ref: object, at: datetime) -> Alarm:
    return Alarm(schema_name=context.require_tenant(), kind=kind, ref=str(ref), at=at)


def ring(alarm_id: int) -> None:
    """Run the handler if the alarm is this tenant's, still set and due. Twice is once: the row is gone."""
    try:
        with transaction.atomic():
            row = _own(alarm_id).select_for_update(skip_locked=True).filter(at__lte=clock.now()).first()
            if row is None:
                return
            row.delete()  # first: the handler may set the same alarm again
            if handler := _handlers.get(row.kind):
                handler(row.ref)
    except Exception:  # any handler may fail; put it off and keep the others ringing
        log.exception("alarm failed", extra={"alarm": alarm_id})
        _put_off(alarm_id)


def _put_off(alarm_id: int) -> None:
    with transaction.atomic():
        if (
            row := Alarm.objects.select_for_update()
            .filter(pk=alarm_id, schema_name=context.require_tenant())
            .first()
        ):
            row.attempts += 1
            row.at = clock.now() + RETRY_AFTER * 2 ** min(row.attempts, MAX_ATTEMPTS)
            row.save(update_fields=["attempts", "at"])


def _own(alarm_id: int) -> QuerySet[Alarm]:
    """Another tenant's alarm is nobody's here: its handler would look for the ref among our rows."""
    return Alarm.objects.filter(pk=alarm_id, schema_name=context.require_tenant())
