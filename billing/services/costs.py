"""Spending money on models: reserve → commit | release, against caps per day and month, feature and in all.

A reservation raises four counters in one statement, always in the same order, so parallel workers wait for
each other instead of overspending or dying of a deadlock. What a dead worker holds comes back after an hour.
Amounts are millionths of the platform's currency. Nothing here waits for the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db.models import Q

from billing import rules
from billing.events import BudgetLow, BudgetSpent
from billing.models import CostCount, CostReservation
from tenants import context, shards
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.errors import Refused
from tenants.models import Tenant

Caps = Mapping[tuple[str, str], int]  # (feature or "", "day" or "month") -> millionths
# The four counters, always in this order.
_ADD = """
    INSERT INTO billing_costcount AS c
           (tenant_id, span, begins, feature, used, reserved, platform, calls, told)
    VALUES (%(tenant)s, 'day', %(day)s, '', %(used)s, {reserved}, %(platform)s, %(calls)s, 0),
           (%(tenant)s, 'day', %(day)s, %(feature)s, %(used)s, {reserved}, %(platform)s, %(calls)s, 0),
           (%(tenant)s, 'month', %(month)s, '', %(used)s, {reserved}, %(platform)s, %(calls)s, 0),
           (%(tenant)s, 'month', %(month)s, %(feature)s, %(used)s, {reserved}, %(platform)s, %(calls)s, 0)
        ON CONFLICT (tenant_id, span, begins, feature) DO UPDATE
       SET used = c.used + EXCLUDED.used, reserved = greatest(c.reserved + EXCLUDED.reserved, 0),
           platform = c.platform + EXCLUDED.platform, calls = c.calls + EXCLUDED.calls
 RETURNING id, span, feature, used + reserved, told
"""
# One statement each: all of an organization's workers wait for these counters, so they are locked for no
# longer than it takes. By hand, as advice asks for every message.
_HOLD = f"""
    WITH held AS (
        INSERT INTO billing_costreservation (tenant_id, day, feature, amount, expires_at, created_at)
        VALUES (%(tenant)s, %(day)s, %(feature)s, %(reserved)s, %(expires)s, %(now)s) RETURNING id),
    counted (id, span, feature, taken, told) AS ({_ADD.format(reserved="%(reserved)s")})
    SELECT counted.*, held.id FROM counted CROSS JOIN held
"""  # noqa: S608 - our own words
_SETTLE = f"""
    WITH gone AS (DELETE FROM billing_costreservation WHERE id = %(held)s RETURNING amount)
    {_ADD.format(reserved="-coalesce((SELECT amount FROM gone), 0)")}
"""  # noqa: S608 - our own words
_LOOK = _ADD.format(reserved="%(reserved)s")
_NOTHING = {"used": 0, "reserved": 0, "platform": 0, "calls": 0}


class BudgetGone(Refused):
    """data: feature ("" for all), span (day or month), limit."""

    code = "billing.budget_spent"
    status = 402
    sentence = "The AI budget of this {span} is spent."


class _TooMuch(Exception):
    """What was added must be taken back."""

    def __init__(self, span: str, feature: str, limit: int) -> None:
        self.span, self.feature, self.limit = span, feature, limit


def reserve_cost(feature: str, amount: int, caps: Caps) -> CostReservation:
    """Set the most that the work can cost aside. Raises BudgetGone, changing nothing but the notice."""
    tenant, day = context.current_tenant(), clock.now().date()
    try:
        with shards.atomic() if caps else nullcontext():  # without caps nothing has to be taken back
            return _held(tenant, day, feature, amount, caps)
    except _TooMuch as refused:
        _tell_spent(tenant.pk, day, feature, refused)
        raise BudgetGone(feature=refused.feature, span=refused.span, limit=refused.limit) from None


def commit_cost(held: CostReservation, cost: int, *, platform: int = 0, calls: int = 1) -> None:
    """The work cost this much, `platform` of it the platform's. Call once, right after the work.

    Also counts when the hour is over and a sweep has given the reservation back: what was spent is spent.
    """
    spent = {"used": cost, "platform": platform, "calls": calls}
    _count(_SETTLE, held.tenant_id, held.day, held.feature, held=held.pk, **spent)


def forget_cost_notices() -> None:
    """The caps are others: whoever was told of the old ones hears of the new ones, too."""
    today = clock.now().date()
    running = Q(span="day", begins=today) | Q(span="month", begins=today.replace(day=1))
    CostCount.objects.filter(running, tenant=context.current_tenant(), told__gt=0).update(told=0)


def note_tickets(month: date, number: int) -> None:
    """How many tickets models were asked about in a calendar month; nothing where nothing was spent."""
    counts = CostCount.objects.filter(tenant=context.current_tenant(), span="month", feature="")
    counts.filter(begins=month.replace(day=1)).update(tickets=number)


def release_cost(held: CostReservation) -> None:
    """The work cost nothing. Twice is once."""
    _count(_SETTLE, held.tenant_id, held.day, held.feature, held=held.pk)


def sweep_costs(limit: int = 500) -> int:
    """Give back what dead workers hold. Returns how many came back."""
    expired = CostReservation.objects.filter(expires_at__lte=clock.now()).order_by("expires_at")[:limit]
    rows = list(expired)
    for row in rows:
        release_cost(row)
    return len(rows)


def _held(tenant: Tenant, day: date, feature: str, amount: int, caps: Caps) -> CostReservation:
    """What is set aside, counted. Raises _TooMuch."""
    expires = clock.now() + rules.RESERVED_FOR
    row = CostReservation(tenant=tenant, day=day, feature=feature, amount=amount, expires_at=expires)
    more = {"reserved": amount, "expires": expires, "now": row.created_at}
    for *counter, pk in _count(_HOLD, tenant.pk, day, feature, **more):
        row.pk = pk
        _look(tuple(counter), caps)
    row._state.adding = False
    return row


def _count(text: str, tenant: int, day: date, feature: str, **more: Any) -> list[tuple[Any, ...]]:
    """[(id, span, feature, used and reserved, told, ...)] of the four counters afterwards."""
    about: dict[str, Any] = {"tenant": tenant, "day": day, "month": day.replace(day=1), "feature": feature}
    with shards.home_connection().cursor() as cursor:
        cursor.execute(text, _NOTHING | about | more)
        return list(cursor.fetchall())


def _look(row: tuple[Any, ...], caps: Caps) -> None:
    """Refuse beyond the cap, tell once from 80 percent on."""
    pk, span, feature, taken, told = row
    if (limit := caps.get((feature, span))) is None:
        return
    if taken > limit:
        raise _TooMuch(span, feature, limit)
    if mark := rules.to_tell(min(rules.percent(taken, limit), rules.LOW), told):
        _mark(pk, mark)
        publish(BudgetLow(feature=feature, span=span, limit=limit, used=taken))


def _tell_spent(tenant: int, day: date, feature: str, refused: _TooMuch) -> None:
    """Once per counter. The refusal took its counters back with it, so they are looked up anew."""
    with shards.atomic():
        for pk, span, of, _sum, told in _count(_LOOK, tenant, day, feature):
            if (span, of) == (refused.span, refused.feature) and rules.to_tell(rules.SPENT, told):
                _mark(pk, rules.SPENT)
                publish(BudgetSpent(feature=of, span=span, limit=refused.limit))


def _mark(pk: int, mark: int) -> None:
    CostCount.objects.filter(pk=pk).update(told=mark)
