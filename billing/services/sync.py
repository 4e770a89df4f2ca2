"""Make our agreement equal to Stripe's. The order of events does not matter: the truth is fetched.

fetch → apply, fenced by a turn: of two fetches at once the one that began later wins, because it
saw at least as much. Without a live subscription the organization goes on as Free, with its data.
"""

from __future__ import annotations

import logging

from django.db.models import F

from billing import gateway, rules, selectors
from billing.models import Subscription
from billing.seeds import FREE
from billing.services.entitlements import settle
from billing.services.locking import agreement
from billing.services.subscriptions import clear_trial_alarms, move, turn_to, within
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict

log = logging.getLogger(__name__)
State = Subscription.State
REASON = "As Stripe has it."


class UnknownPrice(Conflict):
    """Paid for a price STRIPE_PRICES does not name. data: price."""

    code = "billing.unknown_price"
    sentence = "The price {price} belongs to no plan; add it to STRIPE_PRICES."


def sync_from_stripe(customer: str, *, by: Actor = SYSTEM) -> Subscription | None:
    """Fetch the customer's subscription and apply it. None for a customer who is not ours.

    Uses the network: not inside a transaction. Raises the gateway's refusals and UnknownPrice.
    Repeating it changes nothing.
    """
    found = Subscription.objects.select_related("tenant").filter(stripe_customer_id=customer).first()
    if not customer or found is None:
        return None
    turn = _next_turn(found)
    remote = gateway.account().subscription_of(customer)
    with agreement(found.tenant) as row:
        if row.sync_turn != turn:  # a later fetch is on its way or done
            return row
        if row.is_manual:
            log.warning("stripe event for an agreement by hand", extra={"tenant": row.tenant_id})
            return row
        _ended(row, by) if remote is None else _follow(row, remote, by)
    return row


def _next_turn(found: Subscription) -> int:
    with agreement(found.tenant) as row:
        row.sync_turn = F("sync_turn") + 1
        row.save(update_fields=["sync_turn"])
        row.refresh_from_db(fields=["sync_turn"])
    return row.sync_turn


def _follow(row: Subscription, remote: gateway.RemoteSubscription, by: Actor) -> None:
    code = gateway.plan_of_price(remote.price_id)
    if not code:
        raise UnknownPrice(price=remote.price_id)
    state = rules.STATES[remote.status]
    row.stripe_subscription_id = remote.id
    row.anchor_day = remote.period_started_at.day
    row.ends_at = remote.period_ends_at if remote.cancels_at_period_end else None
    if state == State.TRIAL:
        row.trial_ends_at = remote.trial_ends_at
    clear_trial_alarms(row)
    turn_to(row, state, by=by)
    _to(row, code, remote.seats, by)


def _ended(row: Subscription, by: Actor) -> None:
    if not row.stripe_subscription_id:
        return
    row.stripe_subscription_id, row.ends_at = "", None
    turn_to(row, State.CANCELED, by=by)
    free = selectors.plan(FREE)
    _to(row, FREE, within(free, row.seats), by)


def _to(row: Subscription, code: str, seats: int, by: Actor) -> None:
    plan = selectors.plan(code)
    if (row.plan_id, row.seats) != (plan.pk, seats):
        move(row, plan, seats, by=by, reason=REASON)
        return
    row.save()
    settle(row)
