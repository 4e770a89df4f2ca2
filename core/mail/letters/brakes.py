"""How many automatic letters one address may get. Counted in rows: a restart forgets nothing.

Exact also under a burst: a new ticket holds the lock of the ticket numbers until it commits, so the
confirmations of one organization are counted one after the other.
"""

from __future__ import annotations

from datetime import timedelta

from core.contacts.selectors import identity_of
from core.mail.models import Letter
from core.mail.rules import AUTOMATIC, BRAKES
from tenants.kernel import clock

DAY = timedelta(days=1)


def is_braked(address: str, kind: str) -> bool:
    """Would one more letter of this kind be too many?"""
    now = clock.now()
    rows = Letter.objects.filter(recipient=address.lower(), kind__in=AUTOMATIC, created_at__gt=now - DAY)
    sent = list(rows.exclude(state=Letter.State.CANCELED).values_list("kind", "created_at"))
    return any(
        kind in kinds and sum(one in kinds and at > now - span for one, at in sent) >= most
        for kinds, span, most in BRAKES
    )


def is_dead_end(address: str) -> bool:
    """Has mail to this address come back for good?"""
    identity = identity_of(address)
    return bool(identity and identity.undeliverable_at)
