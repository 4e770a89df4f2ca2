"""Giving held mail another chance, by a person who looked at it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from core.audit import trail
from core.mail import inbox
from core.mail.models import InboundMail
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict


class NotHeld(Conflict):
    """data: state."""

    code = "mail.not_held"
    sentence = "This mail is not held back any more."


@transaction.atomic
def replay(inbound: InboundMail, *, by: Actor) -> InboundMail:
    """Process a parked or quarantined mail again, as mail of a person. The caller wakes `process`.

    Returns the fresh row. A mail that is already waiting is left alone. Raises NotHeld.
    """
    row = InboundMail.objects.select_for_update().defer("raw").get(pk=inbound.pk)
    if row.state == InboundMail.State.RECEIVED:
        return row
    if row.state == InboundMail.State.DONE:
        raise NotHeld(state=row.state)
    before, row.state, row.reason = row.state, InboundMail.State.RECEIVED, ""
    InboundMail.objects.filter(pk=row.pk).update(
        state=row.state, reason="", attempts=0, lease_until=None, turn=F("turn") + 1, insisted=True
    )
    inbox.spread_net()
    trail.record("mail.replayed", on=row, by=by, before=before, after=row.state)
    return row


@transaction.atomic
def discard(inbound: InboundMail, *, by: Actor) -> None:
    """Take a held mail off the list for good. Its row stays without the message, so a repeat is still known.

    Raises NotHeld.
    """
    row = InboundMail.objects.select_for_update().defer("raw").get(pk=inbound.pk)
    if row.state not in (InboundMail.State.PARKED, InboundMail.State.QUARANTINED):
        raise NotHeld(state=row.state)
    InboundMail.objects.filter(pk=row.pk).update(
        state=InboundMail.State.DONE, raw=b"", turn=F("turn") + 1, lease_until=None
    )
    trail.record("mail.discarded", on=row, by=by, before=row.state, after="done")
