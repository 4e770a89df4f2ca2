"""Stripe's messages: verify, store once, acknowledge. The work happens in a task.

Whatever the event is about, the answer takes one insert, so Stripe never waits for us and never
repeats an event that we have.
"""

from __future__ import annotations

from django.db import transaction

from billing import gateway, services
from billing.tasks import handle_event


@transaction.atomic
def receive(body: bytes, signature: str) -> bool:
    """True when the event is new. Raises BadSignature or ManualBilling, and stores nothing then."""
    row = services.accept_event(gateway.verified(body, signature))
    if row is None:
        return False
    handle_event.wake(row.pk)
    return True
