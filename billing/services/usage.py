"""Spending a month's allowance: reserve → commit | release, so that failures are free.

The usage row is locked while units are set aside, so parallel workers cannot overspend. A worker
that dies gives its units back after an hour. Nothing here waits for the network.
"""

from __future__ import annotations

from datetime import date

from billing import meters, rules, selectors
from billing.events import AllowanceLow, AllowanceSpent
from billing.models import Reservation, Subscription, UsageMonth
from billing.services import quick
from tenants import context, shards
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.errors import Refused
from tenants.models import Tenant

State = Reservation.State
_AGREED = "SELECT {columns} FROM billing_subscription WHERE tenant_id = %s"


class Spent(Refused):
    """The month's allowance is used up. data: meter, limit, left, renews_on (ISO date)."""

    code = "billing.allowance_spent"
    status = 402
    sentence = "This month's allowance ({meter}, {limit}) is used up. It renews on {renews_on}."


def reserve(meter: str, units: int = 1, *, key: str = "") -> Reservation:
    """Set units of the current tenant aside for an hour. Raises Spent, changing nothing but the notice.

    key names the work ("run:17"): asked again for the same work, the same reservation comes back,
    also when it has been committed, so a repeated task is not counted twice.
    """
    agreed, tenant = _agreed()
    period, limit = selectors.period_for(agreed), selectors.entitled(agreed).limit(meter)
    if made := quick.reserve(tenant.pk, meter, period, units, limit, key):
        return made
    with shards.atomic():
        usage = _locked(tenant.pk, meter, period)
        if known := _known(usage, key):
            return known
        taken = usage.used + usage.reserved + units
        made = None
        if limit is None or taken <= limit:
            usage.reserved += units
            made = Reservation.objects.create(
                usage=usage, amount=units, key=key, expires_at=clock.now() + rules.RESERVED_FOR
            )
        _tell(usage, limit, refused=made is None, agreed=agreed)
        usage.save(update_fields=["reserved", "told"])
    if made is None:
        left = max((limit or 0) - usage.used - usage.reserved, 0)
        renews_on = rules.next_period(period, agreed.anchor_day if agreed else 1).isoformat()
        raise Spent(meter=meter, limit=limit, left=left, renews_on=renews_on)
    return made


def commit(reservation: Reservation) -> None:
    """The work was done: the units are spent. Twice is once.

    Also counts when the hour ran out meanwhile: work that was done is never free.
    """
    if not quick.settle(reservation, State.COMMITTED):
        _settle(reservation, State.COMMITTED, State.OPEN, State.EXPIRED)


def release(reservation: Reservation) -> None:
    """The work failed: the units come back. Twice is once."""
    _settle(reservation, State.RELEASED, State.OPEN)


def count(meter: str, units: int = 1) -> None:
    """Count what is never refused (inbound messages). Nothing is reserved and nothing is told."""
    agreed, tenant = _agreed()
    if not meters.is_flow(meter):
        raise meters.UnknownMeter(meter)
    quick.count(tenant.pk, meter, selectors.period_for(agreed), units)


def sweep_reservations(limit: int = 500) -> int:
    """Give back what dead workers hold and forget what was settled long ago. Returns how many came back."""
    moment = clock.now()
    expired = Reservation.objects.filter(state=State.OPEN, expires_at__lte=moment).order_by("expires_at")[
        :limit
    ]
    returned = sum(_settle(row, State.EXPIRED, State.OPEN) for row in expired)
    Reservation.objects.exclude(state=State.OPEN).filter(expires_at__lt=moment - rules.KEPT_FOR).delete()
    return returned


def _agreed() -> tuple[Subscription | None, Tenant]:
    tenant = context.current_tenant()
    text, home = _AGREED.format(columns=hot.columns(Subscription)), shards.home_connection()
    return next(iter(hot.found(text, [tenant.pk], Subscription, on=home)), None), tenant


def _locked(tenant_id: int, meter: str, period: date) -> UsageMonth:
    if not meters.is_flow(meter):
        raise meters.UnknownMeter(meter)
    where = {"tenant_id": tenant_id, "meter": meter, "period": period}
    rows = UsageMonth.objects.select_for_update()
    if found := rows.filter(**where).first():
        return found
    UsageMonth.objects.bulk_create([UsageMonth(**where)], ignore_conflicts=True)
    return rows.get(**where)


def _known(usage: UsageMonth, key: str) -> Reservation | None:
    """The reservation of this work that still stands or was spent; one that came back is set aside anew."""
    if not key:
        return None
    rows = list(Reservation.objects.filter(usage=usage, key=key))
    found = next((row for row in rows if row.state in (State.OPEN, State.COMMITTED)), None)
    if rows and found is None:
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return found


@shards.atomic()
def _settle(reservation: Reservation, state: str, *since: str) -> bool:
    """Move a reservation on from one of these states. False when it was in none of them."""
    # The usage row first, as in reserve: one order of locks, no deadlock.
    usage = UsageMonth.objects.select_for_update().get(pk=reservation.usage_id)
    row = Reservation.objects.filter(pk=reservation.pk, state__in=since).first()
    if row is None:
        return False
    usage.reserved -= row.amount if row.state == State.OPEN else 0
    usage.used += row.amount if state == State.COMMITTED else 0
    usage.save(update_fields=["used", "reserved"])
    reservation.state = row.state = state
    row.save(update_fields=["state"])
    return True


def _tell(usage: UsageMonth, limit: int | None, *, refused: bool, agreed: Subscription | None) -> None:
    """Tell the administrators once at 80 percent and once when nothing is left."""
    reached = rules.SPENT if refused else rules.percent(usage.used + usage.reserved, limit)
    mark = rules.to_tell(reached, usage.told)
    if not mark:
        return
    usage.told = mark
    if mark == rules.SPENT:
        renews_on = rules.next_period(usage.period, agreed.anchor_day if agreed else 1)
        publish(AllowanceSpent(meter=usage.meter, limit=limit or 0, renews_on=renews_on.isoformat()))
    else:
        publish(AllowanceLow(meter=usage.meter, limit=limit or 0, used=usage.used + usage.reserved))
