"""A ticket is erased: its incidents go on without it, and under another name if they were called after it.

Words that nobody is left to have written go with it.
"""

from __future__ import annotations

from ai.models import Incident, IncidentTicket
from ai.services.incidents import wording
from ai.services.incidents.rows import locked, recount, tell
from core.tickets.models import Ticket


def forget(ticket: Ticket) -> None:
    """Call before the ticket's rows are deleted, in the same transaction."""
    for incident in Incident.objects.filter(links__ticket=ticket).order_by("pk"):
        row = locked(incident)
        is_called_so = row.title == wording.title(ticket.subject, row.words)
        IncidentTicket.objects.filter(incident=row, ticket=ticket).delete()
        left = IncidentTicket.objects.filter(incident=row).exclude(state=IncidentTicket.State.OUT)
        others = list(left.select_related("ticket"))
        held = {word for link in others for word in link.words}
        row.words = [word for word in row.words if word in held]
        if is_called_so:
            row.title = wording.title(others[0].ticket.subject if others else "", row.words)
        row.save(update_fields=["title", "words"])
        recount(row)
        tell(row)
