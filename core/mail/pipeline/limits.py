"""The backstop: what one sender may bring in an hour. The rest is parked, and people are told once."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q

from core.mail.events import SenderHeld
from core.mail.models import InboundMail
from core.mail.pipeline.case import Case, Park
from core.mail.rules import MESSAGES_AN_HOUR, NEW_TICKETS_AN_HOUR
from core.tickets.models import Ticket
from tenants.events.bus import publish
from tenants.kernel import clock

HOUR = timedelta(hours=1)
REASON = "More than {most} {what} from this sender within an hour."


def limits(case: Case) -> str:
    """Counts what the customer's own tickets heard; a new customer has none, so costs no query."""
    if case.contact is None or case.inbound.insisted or case.inbound.is_imported or case.colleague:
        return "nothing to count"
    opened, heard = _counts(case.contact.pk)
    if not case.ticket and opened >= NEW_TICKETS_AN_HOUR:
        park(case, REASON.format(most=NEW_TICKETS_AN_HOUR, what="new requests"))
    if heard >= MESSAGES_AN_HOUR:
        park(case, REASON.format(most=MESSAGES_AN_HOUR, what="mails"))
    return f"{opened} new, {heard} in all within an hour"


def _counts(contact_id: int) -> tuple[int, int]:
    """(tickets opened, messages written) by this customer within the last hour. One query."""
    since = clock.now() - HOUR
    by_them = Q(messages__author_contact=contact_id, messages__created_at__gt=since)
    rows = Ticket.objects.filter(contact=contact_id, last_message_at__gt=since).order_by()
    found = rows.aggregate(
        opened=Count("pk", filter=Q(created_at__gt=since), distinct=True),
        heard=Count("messages", filter=by_them),
    )
    return found["opened"], found["heard"]


def park(case: Case, reason: str) -> None:
    """Kept, and can be made tickets by a person. The first one of an hour tells the owners."""
    assert case.sender is not None
    held = InboundMail.objects.filter(
        state=InboundMail.State.PARKED,
        from_address=case.sender.address,
        received_at__gt=clock.now() - HOUR,
        reason__startswith="More than",
    )
    if not held.exists():
        publish(SenderHeld(case.sender.address[:254], reason))
    raise Park(reason)
