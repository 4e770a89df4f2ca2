"""Stripe's failures in our words. `retryable` tells a task whether to come back."""

from __future__ import annotations

from typing import ClassVar

from tenants.kernel.errors import Conflict, Invalid, Unavailable


class ManualBilling(Conflict):
    """No key is set."""

    code = "billing.manual"
    sentence = "Plans are arranged directly with us here. Please write to us."
    retryable: ClassVar[bool] = False


class GatewayAway(Unavailable):
    """Network, throttle or a fault on their side. data: reason."""

    code = "billing.gateway_away"
    sentence = "The payment service cannot be reached right now. Nothing was charged; try again soon."
    retryable: ClassVar[bool] = True


class GatewayRefused(Conflict):
    """Our request was wrong for them: a key, a price, an id. data: reason. A person has to look."""

    code = "billing.gateway_refused"
    sentence = "The payment service did not accept this. We have been told."
    retryable: ClassVar[bool] = False


class CardRefused(Conflict):
    """data: reason (Stripe's decline code)."""

    code = "billing.card_refused"
    status = 402
    sentence = "The card was declined. Try another one."
    retryable: ClassVar[bool] = False


class BadSignature(Invalid):
    """A webhook that Stripe did not sign, or signed too long ago."""

    code = "billing.bad_signature"
    sentence = "The signature of this message is not valid."
    retryable: ClassVar[bool] = False
