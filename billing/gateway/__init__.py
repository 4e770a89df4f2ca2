"""The only door to Stripe. Without STRIPE_SECRET_KEY it stays shut: plans are arranged by hand.

Callers ask `gateway.enabled()` to decide what to show and `gateway.account()` to act; every failure
comes back as a named refusal with `retryable`, never as an error of the vendor. No call belongs
inside a transaction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from billing.gateway.errors import BadSignature, CardRefused, GatewayAway, GatewayRefused, ManualBilling
from billing.gateway.shapes import RemoteEvent, RemoteSubscription

if TYPE_CHECKING:
    from billing.gateway.client import StripeAccount

__all__ = [
    "BadSignature",
    "CardRefused",
    "GatewayAway",
    "GatewayRefused",
    "ManualBilling",
    "RemoteEvent",
    "RemoteSubscription",
    "account",
    "enabled",
    "plan_of_price",
    "price_of_plan",
    "verified",
]


def enabled() -> bool:
    """False in manual mode."""
    return bool(settings.STRIPE_SECRET_KEY)


def account() -> StripeAccount:
    """The account to act on; one client per process. Raises ManualBilling."""
    if not enabled():
        raise ManualBilling
    return _account(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


def verified(body: bytes, signature: str) -> RemoteEvent:
    """The event of a webhook. Raises BadSignature, or ManualBilling when no secret is set."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise ManualBilling
    from billing.gateway.webhook import read

    return read(body, signature, settings.STRIPE_WEBHOOK_SECRET)


def price_of_plan(code: str) -> str:
    """Stripe's price of a plan, "" when the owner set none."""
    return str(settings.STRIPE_PRICES.get(code, ""))


def plan_of_price(price_id: str) -> str:
    """The plan code a price belongs to, "" for a price that is not ours."""
    return next((code for code, price in settings.STRIPE_PRICES.items() if price == price_id), "")


@lru_cache(maxsize=4)
def _account(key: str, base: str) -> StripeAccount:
    # Imported on first use: the vendor's package costs every process 25 MB, and few of them pay.
    from billing.gateway.client import StripeAccount

    return StripeAccount(key, base)
