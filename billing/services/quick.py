"""Spending in one statement each, for the ordinary case: advice asks for every message.

A reservation far below its limit, its commit and a plain count need no row in Python's hands. What
is out of the ordinary (no usage row yet, a limit near, a key seen before) changes nothing here and
is left to usage.py, which takes the usage row's lock and looks.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from billing import rules
from billing.models import Reservation
from tenants import shards
from tenants.kernel import clock

_RESERVE = """
    WITH taken AS (
        UPDATE billing_usagemonth SET reserved = reserved + %(units)s
         WHERE tenant_id = %(tenant)s AND meter = %(meter)s AND period = %(period)s
           AND (%(limit)s::int IS NULL OR (used + reserved + %(units)s) * 100 < %(limit)s::int * %(low)s)
        RETURNING id)
    INSERT INTO billing_reservation (usage_id, amount, key, state, expires_at)
    SELECT id, %(units)s, %(key)s, 'open', %(expires)s FROM taken
    ON CONFLICT DO NOTHING
    RETURNING id, usage_id
"""
_SETTLE = """
    WITH moved AS (
        UPDATE billing_reservation SET state = %(state)s WHERE id = %(id)s AND state = 'open'
        RETURNING usage_id, amount)
    UPDATE billing_usagemonth AS u SET reserved = u.reserved - moved.amount, used = u.used + moved.amount
      FROM moved WHERE u.id = moved.usage_id
"""
_COUNT = """
    INSERT INTO billing_usagemonth (tenant_id, meter, period, used, reserved, told)
    VALUES (%(tenant)s, %(meter)s, %(period)s, %(units)s, 0, 0)
    ON CONFLICT (tenant_id, meter, period) DO UPDATE SET used = billing_usagemonth.used + EXCLUDED.used
"""


class _LookCloser(Exception):
    """Not the ordinary case: what this statement took must come back."""


def reserve(
    tenant: int, meter: str, period: date, units: int, limit: int | None, key: str
) -> Reservation | None:
    """Set units aside when that leaves the use under the first notice; None: look closer."""
    expires = clock.now() + rules.RESERVED_FOR
    values: dict[str, Any] = {"tenant": tenant, "meter": meter, "period": period, "units": units}
    values |= {"limit": limit, "low": rules.LOW, "key": key, "expires": expires}
    try:
        with transaction.atomic(using=shards.home()), shards.home_connection().cursor() as cursor:
            cursor.execute(_RESERVE, values)
            if (found := cursor.fetchone()) is None:
                raise _LookCloser
    except _LookCloser:
        return None
    row = Reservation(pk=found[0], usage_id=found[1], amount=units, key=key, expires_at=expires)
    row._state.adding = False
    return row


def settle(reservation: Reservation, state: str) -> bool:
    """Spend an open reservation; False when it is not open any more."""
    with shards.home_connection().cursor() as cursor:
        cursor.execute(_SETTLE, {"state": state, "id": reservation.pk})
        done = bool(cursor.rowcount == 1)
    if done:
        reservation.state = state
    return done


def count(tenant: int, meter: str, period: date, units: int) -> None:
    """Add to what was used; the row of a new month is made on the way."""
    values: dict[str, Any] = {"tenant": tenant, "meter": meter, "period": period, "units": units}
    with shards.home_connection().cursor() as cursor:
        cursor.execute(_COUNT, values)
