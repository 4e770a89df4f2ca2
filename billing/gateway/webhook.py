"""Is this message from Stripe? Answered by the vendor's own check, in constant time."""

from __future__ import annotations

import json

import stripe

from billing.gateway import shapes
from billing.gateway.errors import BadSignature
from billing.gateway.shapes import RemoteEvent

TOLERANCE = 300  # seconds between signing and arrival; older ones may be replays


def read(body: bytes, signature: str, secret: str) -> RemoteEvent:
    """The event in a signed body. Raises BadSignature, also for a signed body that is no event."""
    try:
        stripe.WebhookSignature.verify_header(body.decode(), signature, secret, TOLERANCE)
        return shapes.event(json.loads(body))
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature from error
