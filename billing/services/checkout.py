"""Buying: the pages of Stripe an owner is sent to. Uses the network, so never in a transaction."""

from __future__ import annotations

from datetime import datetime

from billing import gateway, rules, selectors
from billing.models import Subscription
from billing.services.locking import agreement
from billing.services.seats import check_enough
from billing.services.subscriptions import checked
from tenants import platform
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.models import Tenant

State = Subscription.State


class NotForSale(Conflict):
    """data: plan (code)."""

    code = "billing.not_for_sale"
    sentence = "This plan cannot be bought online. Please write to us."


class AlreadySubscribed(Conflict):
    """There is a paid subscription; the portal page changes it."""

    code = "billing.already_subscribed"
    sentence = "There is a subscription already. Change it on the billing page."


class NoPaymentAccount(Conflict):
    """Nothing was ever bought, so there is nothing to manage."""

    code = "billing.no_payment_account"
    sentence = "There is no payment account yet. Choose a plan first."


def open_checkout(
    tenant: Tenant, plan: str, seats: int, *, by: Actor, success_url: str, cancel_url: str
) -> str:
    """Address of the page where the plan (code) is paid for. The trial keeps its end.

    Raises ManualBilling, NoSuchPlan, NotForSale, AlreadySubscribed, SeatsOutOfRange, TooFewSeats and
    the gateway's refusals. Nothing changes here until Stripe says that it was paid.
    """
    account = gateway.account()
    agreed, wanted = selectors.subscription_for(tenant), selectors.plan(plan)
    price = gateway.price_of_plan(plan)
    if not wanted.is_offered or not price:
        raise NotForSale(plan=plan)
    if agreed.is_manual:
        raise gateway.ManualBilling
    if agreed.stripe_subscription_id:
        raise AlreadySubscribed
    checked(wanted, seats)
    check_enough(tenant, seats)
    url = account.open_checkout(
        customer=_customer(tenant),
        tenant=tenant.public_id,
        price=price,
        seats=seats,
        trial_ends_at=_first_charge(agreed),
        success_url=success_url,
        cancel_url=cancel_url,
        attempt=f"{tenant.public_id} {agreed.sync_turn} {clock.now():%Y-%m-%d %H}",
    )
    platform.record("billing.checkout_opened", on=tenant, by=by, after={"plan": plan, "seats": seats})
    return url


def open_portal(tenant: Tenant, *, return_url: str) -> str:
    """Address of the page for cards, invoices and cancellation. Raises ManualBilling, NoPaymentAccount."""
    account = gateway.account()
    agreed = selectors.subscription_for(tenant)
    if not agreed.stripe_customer_id:
        raise NoPaymentAccount
    return account.open_portal(customer=agreed.stripe_customer_id, return_url=return_url)


def _customer(tenant: Tenant) -> str:
    """Stripe's id of the organization, made on first need. Two clicks at once make one customer."""
    agreed = selectors.subscription_for(tenant)
    if agreed.stripe_customer_id:
        return agreed.stripe_customer_id
    made = gateway.account().create_customer(tenant=tenant.public_id, name=tenant.name)
    with agreement(tenant) as row:
        if not row.stripe_customer_id:
            row.stripe_customer_id = made
            row.save(update_fields=["stripe_customer_id"])
        return row.stripe_customer_id


def _first_charge(agreed: Subscription) -> datetime | None:
    """The end of the running trial, None when it is over or too near for Stripe."""
    ends_at = agreed.trial_ends_at
    if agreed.state != State.TRIAL or ends_at is None or ends_at < clock.now() + rules.SHORTEST_PAID_TRIAL:
        return None
    return ends_at
