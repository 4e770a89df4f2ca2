"""Set, clear and ring alarms. Ringing deletes the row in the handler's transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from tenants import context
from tenants.alarms.models import Alarm
from tenants.database import hot
from tenants.kernel import clock

log = logging.getLogger(__name__)
Handler = Callable[[str], object]
_handlers: dict[str, Handler] = {}
_waiting: ContextVar[_Waiting | None] = ContextVar("alarms that wait", default=None)

RETRY_AFTER = timedelta(minutes=1)  # doubled per attempt; a handler that fails must not ring each sweep
MAX_ATTEMPTS = 10
Key = tuple[str, str, str]  # schema, kind, ref
# By hand: each message sets three alarms and clears two again.
_SET = """
    INSERT INTO {table} (schema_name, kind, ref, at, attempts, created_at) VALUES {rows}
    ON CONFLICT (schema_name, kind, ref) DO UPDATE SET at = EXCLUDED.at, attempts = 0
"""
_ROW = "(%s, %s, %s, %s, 0, %s)"
_CLEAR = "DELETE FROM {table} WHERE schema_name = %s AND kind = %s AND ref = %s"


class _Mark:
    """Left with the transaction, which forgets it when the savepoint it was left behind is rolled back."""

    def __call__(self) -> None:
        """Nothing is to be done after the commit."""


@dataclass(slots=True)
class _Waiting:
    """Alarms that are to be written. savepoints: what the block stands behind.

    overruled: what was said otherwise behind a further savepoint, and holds unless that is rolled back.
    """

    savepoints: list[str]
    alarms: dict[Key, datetime] = field(default_factory=dict)
    overruled: list[tuple[Key, _Mark]] = field(default_factory=list)

    def overrule(self, key: Key) -> bool:
        """Something else is said of the alarm now. Returns whether it waited."""
        waited = key in self.left()
        if self.savepoints == _savepoints():
            self.alarms.pop(key, None)
        elif waited:
            self.overruled.append((key, mark := _Mark()))
            transaction.on_commit(mark)
        return waited

    def left(self) -> dict[Key, datetime]:
        """What is to be written as things stand."""
        if not self.overruled:
            return self.alarms
        standing = {id(one[1]) for one in connection.run_on_commit}
        gone = {key for key, mark in self.overruled if id(mark) in standing}
        return {key: at for key, at in self.alarms.items() if key not in gone}


def alarm(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind: `f(ref)`, run inside the tenant, in one transaction."""

    def register(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise ValueError(f"alarm kind {kind} is taken")
        return function

    return register


@contextmanager
def together() -> Iterator[None]:
    """Alarms that are set inside the block are written with one statement at its end. In a transaction.

    Not those that are set behind a savepoint of the block: what is rolled back takes its alarms along.
    """
    waiting = _Waiting(_savepoints())
    mark = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(mark)
    if left := waiting.left():
        _write(left)


def set_alarm(kind: str, ref: object, at: datetime) -> None:
    """Wake `ref` at that time. Setting it again moves it."""
    key, waiting = _key(kind, ref), _waiting.get()
    if waiting and waiting.savepoints == _savepoints():
        waiting.overruled = [one for one in waiting.overruled if one[0] != key]
        waiting.alarms[key] = at
        return
    if waiting:
        waiting.overrule(key)
    _write({key: at})


def ensure_alarm(kind: str, ref: object, at: datetime) -> bool:
    """Wake `ref` at that time unless it is to be woken anyway. Returns whether it was not."""
    if (waiting := _waiting.get()) and _key(kind, ref) in waiting.left():
        return False
    return not hot.insert(_alarm(kind, ref, at), unless_there=True)._state.adding


def clear_alarm(kind: str, ref: object) -> bool:
    """Returns whether it was set."""
    key, waiting = _key(kind, ref), _waiting.get()
    waited = bool(waiting and waiting.overrule(key))
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR.format(table=hot.name_of(Alarm)), key)
        return waited or bool(cursor.rowcount)


def schemas_with(kind: str, *, but: list[str]) -> list[str]:
    """Schemas of this database that have such an alarm set, those of `but` left out."""
    rows = Alarm.objects.filter(kind=kind).exclude(schema_name__in=but).order_by("schema_name")
    return list(rows.values_list("schema_name", flat=True).distinct())


def _write(alarms: dict[Key, datetime]) -> None:
    """In the order of their keys: no two transactions wait for each other crosswise."""
    now = clock.now()
    values = [value for key, at in sorted(alarms.items()) for value in (*key, at, now)]
    text = _SET.format(table=hot.name_of(Alarm), rows=", ".join([_ROW] * len(alarms)))
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _key(kind: str, ref: object) -> Key:
    return context.require_tenant(), kind, str(ref)


def _savepoints() -> list[str]:
    return [one for one in connection.savepoint_ids if one]


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
