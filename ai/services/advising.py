"""What rules and macros ask of advice: a summary, a suggested reply, a reading that was left out."""

from __future__ import annotations

from ai.models import Suggestion
from ai.services import drafts, runs, writings
from ai.services.outcomes import LIVE
from core.tickets.models import Message, Ticket
from tenants.kernel.errors import Refusal


def advise(ticket_id: int, what: str) -> None:
    """Line it up; what cannot be done is left, for nobody waits for it. Call inside a transaction."""
    ticket = Ticket.objects.filter(pk=ticket_id, merged_into=None).first()
    last = Message.objects.filter(ticket=ticket_id, kind=Message.Kind.CUSTOMER).order_by("-id").first()
    if ticket is None or last is None:
        return
    if what == "triage":
        runs.queue_triage(last.pk, ticket_id)
    elif what == "draft":
        if not Suggestion.objects.filter(ticket=ticket, message=last, state__in=LIVE).exists():
            drafts.request(ticket_id, last.pk)
    elif what == "summary":
        try:
            writings.summarize(ticket)
        except Refusal:
            return
