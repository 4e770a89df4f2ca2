"""Seats and other things that stand: is there room for one more, and how many are paid for."""

from __future__ import annotations

from django.db import connection, transaction

from billing import gateway, meters, selectors
from billing.models import Subscription
from billing.services.locking import agreement
from billing.services.subscriptions import checked, move
from billing.services.sync import sync_from_stripe
from tenants import context, shards
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.models import Tenant


class LimitReached(Conflict):
    """data: meter, limit, used."""

    code = "billing.limit_reached"
    sentence = "Your plan includes {limit} ({meter}); {used} are in use. Choose a larger plan to add more."


class TooFewSeats(Invalid):
    """data: seats, needed."""

    code = "billing.too_few_seats"
    sentence = "{needed} people are active. Deactivate some of them before you reduce the seats to {seats}."


def ensure_room(meter: str, units: int = 1) -> None:
    """Refuse (LimitReached) when the plan has no room for so many more of a stock.

    Call it in the transaction that adds them: the agreement stays locked until it commits, so two
    requests cannot both take the last seat. The count is asked again under the lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("ensure_room needs the transaction of the change")
    tenant = context.current_tenant()
    with shards.atomic():  # at home the caller's own transaction keeps the lock; elsewhere it is short
        agreed = Subscription.objects.select_for_update().filter(tenant=tenant).first()
    limit, used = selectors.entitled(agreed).limit(meter), meters.counted(meter, tenant)
    if limit is not None and used + units > limit:
        raise LimitReached(meter=meter, limit=limit, used=used)


def set_seats(tenant: Tenant, seats: int, *, by: Actor, reason: str = "") -> Subscription:
    """Change the number of seats. A paid subscription is changed at Stripe first, then read back.

    Raises SeatsOutOfRange, TooFewSeats and the gateway's refusals. Not inside a transaction: it may
    use the network. Emits PlanChanged. Repeating it changes nothing.
    """
    agreed = selectors.subscription_for(tenant)
    checked(agreed.plan, seats)
    check_enough(tenant, seats)
    if agreed.stripe_subscription_id:
        gateway.account().change_seats(agreed.stripe_subscription_id, seats)
        return sync_from_stripe(agreed.stripe_customer_id, by=by) or agreed
    with agreement(tenant) as row:
        if row.seats != seats:
            move(row, row.plan, checked(row.plan, seats), by=by, reason=reason)
    return row


def check_enough(tenant: Tenant, seats: int) -> None:
    """TooFewSeats when more people are active than seats are wanted."""
    needed = meters.counted("agents", tenant)
    if needed > seats:
        raise TooFewSeats(seats=seats, needed=needed)
