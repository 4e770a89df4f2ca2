"""What people say about an incident: it is one, it is over, it is none; which tickets belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ai.models import Incident, IncidentTicket
from ai.services.incidents import wording
from ai.services.incidents.pending import opened
from ai.services.incidents.rows import IN, close, locked, recount, tell
from core.audit import trail
from core.tickets.models import Ticket
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

State, Link = Incident.State, IncidentTicket.State


class IncidentOver(Conflict):
    """data: state."""

    code = "incident.over"
    sentence = "Somebody has closed this incident already. Nothing was changed."


class InAnother(Conflict):
    """data: tickets (labels)."""

    code = "incident.in_another"
    sentence = "{tickets} is in another incident. Take it out there first. Nothing was added."


class NoTitle(Invalid):
    code = "incident.no_title"
    sentence = "Give the incident a title."


@transaction.atomic
def confirm(incident: Incident, *, by: Actor) -> Incident:
    """It is one. Twice is once. Raises IncidentOver."""
    row = _open(incident)
    return row if row.state == State.CONFIRMED else close(row, State.CONFIRMED, by=by)


@transaction.atomic
def resolve(incident: Incident, *, by: Actor) -> Incident:
    """It is over: nothing joins it any more. Twice is once. Raises IncidentOver."""
    row = locked(incident)
    return row if row.state == State.RESOLVED else close(_open(row), State.RESOLVED, by=by)


@transaction.atomic
def dismiss(incident: Incident, *, by: Actor) -> Incident:
    """It is none, and nothing like it is suggested for a day. Twice is once. Raises IncidentOver."""
    row = locked(incident)
    return row if row.state == State.DISMISSED else close(_open(row), State.DISMISSED, by=by)


@transaction.atomic
def retitle(incident: Incident, title: str, *, by: Actor) -> Incident:
    """Repeating it changes nothing. Raises NoTitle."""
    row = locked(incident)
    clean = one_line(storable(title), 200)
    if not clean:
        raise NoTitle
    if clean != row.title:
        row.title = clean
        row.save(update_fields=["title"])
        # Not what it was called: a customer's words, which go when the ticket is erased.
        trail.record("incident.retitled", on=row, by=by, after={"title": clean})
        tell(row)
    return row


@transaction.atomic
def add(incident: Incident, tickets: Sequence[Ticket], *, by: Actor) -> Incident:
    """Put tickets in that the caller may see. Those that are in it already stay. IncidentOver, InAnother."""
    row = _open(incident)
    ids = [ticket.pk for ticket in tickets]
    elsewhere = IncidentTicket.objects.filter(ticket__in=ids, state=IN).exclude(incident=row)
    if found := [link.ticket.label for link in elsewhere.select_related("ticket").order_by("ticket")]:
        raise InAnother(tickets=", ".join(found))
    inside = IncidentTicket.objects.filter(incident=row, ticket__in=ids, state=IN)
    fresh = set(ids) - set(inside.values_list("ticket", flat=True))
    for one in opened(Ticket.objects.filter(pk__in=fresh)):
        words = wording.held(row.words, f"{one.subject}\n{one.text}")
        IncidentTicket.objects.update_or_create(
            incident=row, ticket_id=one.ticket_id,
            defaults={"state": IN, "how": IncidentTicket.How.ADDED, "words": words},
        )  # fmt: skip
    if fresh:
        recount(row)
        trail.record("incident.added", on=row, by=by, after={"tickets": sorted(fresh)})
        tell(row)
    return row


@transaction.atomic
def take_out(incident: Incident, ticket: Ticket, *, by: Actor) -> Incident:
    """It is something else, and does not come back by itself. Twice is once. Raises IncidentOver."""
    row = _open(incident)
    links = IncidentTicket.objects.filter(incident=row, ticket=ticket, state=IN)
    if links.update(state=Link.OUT):
        recount(row)
        trail.record("incident.taken_out", on=row, by=by, after={"ticket": ticket.pk})
        tell(row)
    return row


def _open(incident: Incident) -> Incident:
    row = locked(incident)
    if row.state not in Incident.OPEN:
        raise IncidentOver(state=row.state)
    return row
