"""An incident's row and its tickets: the one lock, how it is counted, how it ends."""

from __future__ import annotations

from django.db.models import Count, Max, Min

from ai import book
from ai.events import IncidentChanged
from ai.models import Incident, IncidentTicket
from core.audit import trail
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

IN = IncidentTicket.State.IN


class NotInIt(Conflict):
    """data: tickets (labels)."""

    code = "incident.not_in_it"
    sentence = "{tickets} is not in this incident any more. Nothing was sent; look at the list again."


def locked(incident: Incident) -> Incident:
    """The fresh row under its lock."""
    return Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)


def recount(row: Incident) -> None:
    """Size and span, by the tickets that are in it. With none left the span stays as it was."""
    inside = IncidentTicket.objects.filter(incident=row, state=IN).order_by()
    found = inside.aggregate(
        size=Count("pk"), first=Min("ticket__created_at"), last=Max("ticket__created_at")
    )
    row.size = found["size"]
    row.first_at, row.last_at = found["first"] or row.first_at, found["last"] or row.last_at
    row.save(update_fields=["size", "first_at", "last_at"])


def close(row: Incident, state: str, *, by: Actor) -> Incident:
    """Give it this state. The caller holds the lock. The tickets of a dismissed one are free again."""
    before, row.state, row.decided_at = row.state, state, clock.now()
    row.decided_by_id = by.id if by.kind == "user" else None
    row.save(update_fields=["state", "decided_by", "decided_at"])
    if state == Incident.State.DISMISSED:
        IncidentTicket.objects.filter(incident=row, state=IN).update(state=IncidentTicket.State.PAST)
    trail.record(
        f"incident.{state}", on=row, by=by, before={"state": before}, after={"state": state, "size": row.size}
    )
    tell(row)
    return row


def tell(row: Incident) -> None:
    """Screens ask anew, and what processes remember of open incidents is read anew."""
    book.incidents.changed()
    publish(IncidentChanged(row.pk, row.state))
