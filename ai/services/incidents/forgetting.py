"""A ticket is erased: its incidents go on without it, and under another name if they were called after it."""

from __future__ import annotations

from ai.models import Incident, IncidentTicket
from ai.services.incidents import wording
from ai.services.incidents.rows import IN, locked, recount, tell
from core.tickets.models import Ticket


def forget(ticket: Ticket) -> None:
    """Call before the ticket's rows are deleted, in the same transaction."""
    for incident in Incident.objects.filter(links__ticket=ticket).order_by("pk"):
        row = locked(incident)
        IncidentTicket.objects.filter(incident=row, ticket=ticket).delete()
        if row.title == wording.title(ticket.subject, row.words):
            left = IncidentTicket.objects.filter(incident=row, state=IN).select_related("ticket").first()
            row.title = wording.title(left.ticket.subject if left else "", row.words)
            row.save(update_fields=["title"])
        recount(row)
        tell(row)
