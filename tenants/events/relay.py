"""Claim, run and settle deliveries.

A claim is one conditional UPDATE that sets a lease and raises `turn`. A listener runs in one
transaction with the settlement, which succeeds only while the turn still matches: a worker
whose lease ran out rolls its effect back. Facts of one key, as of a ticket, share a transaction
with all their listeners; if anything in it fails, nothing of it has happened, and each listener runs
again in one of its own. A failure is put off, doubling, and given up after MAX_ATTEMPTS, so that
one poisoned event never holds up the others of its key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from tenants import context
from tenants.alarms import bell
from tenants.database import hot
from tenants.events.bus import chain_of, is_alone, linked, listener_of
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.text import one_line

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=40)  # listeners do no network; the slowest seen stays under a second
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=30)
MAX_ATTEMPTS = 8  # about half an hour of trying, then a person looks

_CLAIM = """
    UPDATE {table} AS d
       SET lease_until = clock_timestamp() + %(lease)s, turn = turn + 1, attempts = attempts + 1
     WHERE d.event_id = ANY(%(events)s) AND d.schema_name = %(schema)s
       AND d.state <> 'dead' AND d.run_at <= %(now)s  -- said so that only the index of event_id fits
       AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
       AND (d.order_key = '' OR NOT EXISTS (
            SELECT 1 FROM {table} AS e
             WHERE e.schema_name = d.schema_name AND e.order_key = d.order_key AND e.listener = d.listener
               AND e.id < d.id AND e.state = 'due' AND e.order_key <> ''))  -- the index holds no others
 RETURNING {columns}
"""
_DONE, _HELD = "DELETE FROM {table} WHERE {held}", "id = %s AND turn = %s"  # no list: planned once
# One look into the index for each: a join would be planned once, and later walk over all that is due.
_NEXT = """
    SELECT n.event_id
      FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[]) AS t (event_id, order_key, listener, id)
     CROSS JOIN LATERAL (
            SELECT d.event_id FROM {table} AS d
             WHERE d.schema_name = %s AND d.order_key = t.order_key AND d.listener = t.listener
               AND d.id > t.id AND d.event_id <> t.event_id AND d.state = 'due' AND d.order_key <> ''
             ORDER BY d.id LIMIT 1) AS n
"""


class LostTurn(Exception):
    """The lease ran out and another worker took over; our effect must not stay."""


def deliver(event_ids: Sequence[str]) -> list[str]:
    """Run what is due of these events, inside their tenant. Returns the ids of events now unblocked."""
    told = [one for group in _groups(_claim(event_ids)) for one in _run_all(group) if one.order_key]
    return _next_in_line(told) if told else []


def _claim(event_ids: Sequence[str]) -> Sequence[Delivery]:
    """In the order they were stated. Of several with one order key only the first is free."""
    text = _CLAIM.format(table=hot.name_of(Delivery), columns=hot.columns(Delivery, "d"))
    values: dict[str, Any] = {"lease": LEASE, "events": [UUID(one) for one in event_ids], "now": clock.now()}
    values["schema"] = context.require_tenant()  # another organization's event is nobody's here
    return sorted(hot.found(text, values, Delivery), key=lambda row: row.pk)


def _groups(rows: Iterable[Delivery]) -> Iterable[list[Delivery]]:
    """What shares a transaction: what is told of one key. Listeners that lock what all share have one of
    their own, and come in the order of their names: no two such transactions wait for each other crosswise.
    """
    groups: dict[tuple[bool, object], list[Delivery]] = {}
    for row in rows:
        groups.setdefault((is_alone(row), row.order_key or row.event_id), []).append(row)
    for (apart, _key), group in groups.items():
        yield sorted(group, key=lambda row: row.listener) if apart else group


def _run_all(group: Sequence[Delivery]) -> Sequence[Delivery]:
    """Those whose effect and receipt are committed."""
    if len(group) > 1:
        try:
            _run(*group)
        except Exception:  # a listener may fail in any way; which one it was, is seen when each runs alone
            log.info("listeners run apart", extra={"event": group[0].event})
        else:
            return group
    return [delivery for delivery in group if _run_alone(delivery)]


def _run(*group: Delivery) -> None:
    with transaction.atomic():
        with bell.together():
            for delivery in group:
                if found := listener_of(delivery):
                    function, fact = found
                    with linked(chain_of(delivery)):
                        function(fact)
        _settle(group)


def _run_alone(delivery: Delivery) -> bool:
    """True when its effect and receipt are committed."""
    try:
        _run(delivery)
    except LostTurn:
        return False
    except Exception as error:  # a listener may fail in any way; the row remembers how
        log.exception("listener failed", extra={"listener": delivery.listener, "event": delivery.event})
        _put_off(delivery, error)
        return False
    return True


def _settle(group: Sequence[Delivery]) -> None:
    """The rows go: that is the receipt. LostTurn when another worker has taken one of them over."""
    held = " OR ".join([_HELD] * len(group))
    values = [value for row in group for value in (row.pk, row.turn)]
    with connection.cursor() as cursor:
        cursor.execute(_DONE.format(table=hot.name_of(Delivery), held=held), values)
        if cursor.rowcount < len(group):
            raise LostTurn


def _put_off(delivery: Delivery, error: Exception) -> None:
    given_up = delivery.attempts >= MAX_ATTEMPTS
    wait = min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
    Delivery.objects.filter(pk=delivery.pk, turn=delivery.turn).update(
        state=Delivery.State.DEAD if given_up else Delivery.State.DUE,
        run_at=clock.now() + wait,
        lease_until=None,
        last_error=one_line(repr(error), 480),
    )


def _next_in_line(told: Sequence[Delivery]) -> list[str]:
    """Events that waited behind these for the same listeners. told: committed, each of some key."""
    columns = ([getattr(one, name) for one in told] for name in ("event_id", "order_key", "listener", "pk"))
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(table=hot.name_of(Delivery)), [*columns, told[0].schema_name])
        return list(dict.fromkeys(str(event_id) for (event_id,) in cursor.fetchall()))


def revive(delivery_id: int) -> None:
    """Give a dead delivery another life (the replay button)."""
    Delivery.objects.filter(pk=delivery_id, state=Delivery.State.DEAD).update(
        state=Delivery.State.DUE, attempts=0, run_at=clock.now(), turn=F("turn") + 1
    )
