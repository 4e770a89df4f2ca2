"""Incidents as templates take them: plain values of rows that were read before."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from ai import selectors as ai
from portal.agent import paths
from portal.agent.codes import status
from tenants.kernel import clock

if TYPE_CHECKING:
    from ai.models import Incident, IncidentTicket
    from tenants.kernel.actor import Actor

NOTICED = timedelta(hours=24)  # after its last ticket an incident is no news above the list any more
MOST_NOTICED = 2
Context = dict[str, Any]


def noticed(actor: Actor) -> list[Context]:
    """What the notice above the list says: undecided ones first. No query but for who is bound to queues."""
    since = clock.now() - NOTICED
    rows = [row for row in ai.noticed_by(actor) if row.last_at >= since]
    rows.sort(key=lambda row: (row.state != "suggested", -row.size))
    return [incident(row) for row in rows[:MOST_NOTICED]]


def incident(row: Incident) -> Context:
    """One as templates take it."""
    return {
        "id": row.pk,
        "url": paths.incident(row.pk),
        "title": row.title,
        "state": row.state,
        "state_name": row.get_state_display(),
        "is_open": row.state in row.OPEN,
        "size": row.size,
        "span": span(row.last_at - row.first_at),
        "words": row.words,
        "usual": round(row.usual),
        "first_at": row.first_at,
        "last_at": row.last_at,
        "decided_by": row.decided_by.name if row.decided_by and row.state != "suggested" else "",
        "decided_at": row.decided_at,
    }


def span(time: timedelta) -> str:
    """ "40 minutes", "3 hours", "2 days": how long the tickets took to come."""
    minutes = max(math.ceil(time.total_seconds() / 60), 1)
    if minutes <= 120:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes) % {"num": minutes}
    hours = round(minutes / 60)
    if hours <= 48:
        return ngettext("%(num)d hour", "%(num)d hours", hours) % {"num": hours}
    return ngettext("%(num)d day", "%(num)d days", round(hours / 24)) % {"num": round(hours / 24)}


def ticket_row(link: IncidentTicket) -> Context:
    ticket = link.ticket
    return {
        "number": ticket.number,
        "label": ticket.label,
        "url": paths.ticket(ticket.number),
        "subject": ticket.subject,
        "who": ticket.contact.name or ticket.contact.email,
        "customer_url": paths.customer(ticket.contact.public_id),
        "at": ticket.created_at,
        "status": status(ticket),
        "likeness": round(100 * link.score),
        "words": link.words,
        "how": link.how,
        "how_name": link.get_how_display(),
    }
