"""Reads of incidents. Tickets within one are shown to whom they are shown elsewhere, and to nobody else.

Who is bound to queues sees an incident with a ticket in one of them, and decides about it where they may
change such a ticket.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from ai import book
from ai.models import Incident, IncidentLetter, IncidentReply, IncidentTicket
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from core.tickets.rules import RUNGS, VIEW
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

MOST_SHOWN = 500  # tickets of one incident at once
MOST_MEMBERS = 2_000  # tickets that one reply can go to
IN = IncidentTicket.State.IN


class Member(NamedTuple):
    """A ticket of an incident, as much as choosing needs. waits: the customer spoke last, and it is open."""

    ticket_id: int
    number: int
    contact_id: int
    waits: bool


class NoSuchReply(NotFound):
    code = "incident.no_such_reply"
    sentence = "There is no such reply to this incident."


class NoSuchIncident(NotFound):
    code = "incident.not_found"
    sentence = "There is no such incident."


def open_incidents() -> tuple[Incident, ...]:
    """Newest first, remembered: no query. Read them, never change them."""
    return book.incidents()


def noticed_by(actor: Actor) -> tuple[Incident, ...]:
    """Those of them that the actor may see. A query only for who is bound to queues, while there are any."""
    known = open_incidents()
    if not known or tickets.queues_at(actor, RUNGS[VIEW]) is None:
        return known
    rows = _reached(Incident.objects.filter(pk__in=[row.pk for row in known]), actor, VIEW)
    seen = set(rows.order_by().values_list("pk", flat=True))
    return tuple(row for row in known if row.pk in seen)


def incidents(actor: Actor, *, past: bool = False) -> QuerySet[Incident]:
    """Open ones or decided ones, newest first, with who decided."""
    rows = _reached(Incident.objects.select_related("decided_by").order_by("-pk"), actor, VIEW)
    return rows.exclude(state__in=Incident.OPEN) if past else rows.filter(state__in=Incident.OPEN)


def incident(actor: Actor, pk: int, to: str = VIEW) -> Incident:
    """For who may do `to` with one of its tickets at least. NoSuchIncident (unknown or hidden), Refused."""
    row = _reached(Incident.objects.select_related("decided_by"), actor, VIEW).filter(pk=pk).first()
    if row is None:
        raise NoSuchIncident
    if not may_decide(actor, row, to):
        raise Refused(permission=to)
    return row


def may_decide(actor: Actor, row: Incident, to: str) -> bool:
    """By name, and by the rung in a queue of one of its tickets. A query only for who is bound to queues."""
    if not actor.may(to):
        return False
    if tickets.queues_at(actor, RUNGS[to]) is None:
        return True
    return _reached(Incident.objects.filter(pk=row.pk), actor, to).exists()


def _reached(rows: QuerySet[Incident], actor: Actor, to: str) -> QuerySet[Incident]:
    """Those with a ticket where the actor stands high enough for it."""
    queues = tickets.queues_at(actor, RUNGS[to])
    if queues is None:
        return rows
    links = IncidentTicket.objects.exclude(state=IncidentTicket.State.OUT)
    return rows.filter(Exists(links.filter(incident=OuterRef("pk"), ticket__queue__in=queues)))


def members(actor: Actor, row: Incident) -> list[Member]:
    """All tickets of an incident that the actor may see, oldest first. One query.

    Of a dismissed one those that were in it.
    """
    fields = ("number", "contact", "awaits_reply", "is_finished")
    rows = _inside(actor, row).values_list("ticket", *(f"ticket__{name}" for name in fields))
    return [
        Member(pk, number, contact, awaits and not is_finished)
        for pk, number, contact, awaits, is_finished in rows[:MOST_MEMBERS]
    ]


def links(actor: Actor, row: Incident, only: Collection[int] | None = None) -> list[IncidentTicket]:
    """The same with their customers, or only those of these tickets (ids). One query."""
    rows = _inside(actor, row)
    if only is not None:
        rows = rows.filter(ticket__in=only)
    return list(rows.select_related("ticket__contact")[:MOST_SHOWN])


def _inside(actor: Actor, row: Incident) -> QuerySet[IncidentTicket]:
    state = IncidentTicket.State.PAST if row.state == Incident.State.DISMISSED else IN
    seen = tickets.visible(actor).values("pk")
    return IncidentTicket.objects.filter(incident=row, state=state, ticket__in=seen).order_by("ticket_id")


def incidents_of(ticket_ids: Iterable[int]) -> dict[int, Incident]:
    """{ticket: the open incident it is in}. No query while there is none, else one."""
    known = {row.pk: row for row in open_incidents()}
    if not known:
        return {}
    rows = IncidentTicket.objects.filter(ticket__in=list(ticket_ids), state=IN, incident__in=known)
    return {ticket: known[pk] for ticket, pk in rows.order_by().values_list("ticket", "incident")}


def incident_replies(actor: Actor, row: Incident) -> list[IncidentReply]:
    """What was sent to all, oldest first, with the letters to tickets that the actor may see. Two queries."""
    seen = IncidentLetter.objects.filter(ticket__in=tickets.visible(actor).values("pk"))
    letters = Prefetch("letters", seen.select_related("ticket__contact", "message").order_by("ticket_id"))
    return list(row.replies.select_related("author").prefetch_related(letters).order_by("pk"))


def incident_reply(actor: Actor, row: Incident, pk: int | str) -> IncidentReply:
    """One of them. Raises NoSuchReply."""
    found = [one for one in incident_replies(actor, row) if str(one.pk) == str(pk)]
    if not found:
        raise NoSuchReply
    return found[0]


def tickets_by_number(actor: Actor, numbers: Iterable[str], to: str) -> list[Ticket]:
    """Tickets an actor may do this with, as "42" or "T-0042". One query. NoSuchTicket, Refused."""
    wanted = list(dict.fromkeys(str(number).rpartition("-")[2] for number in numbers))
    for bad in (one for one in wanted if not one.isdecimal() or len(one) > 9):
        raise tickets.NoSuchTicket(number=bad[:20])
    rows = tickets.visible(actor).filter(number__in=map(int, wanted)).select_related("contact__company")
    found = {row.number: row for row in rows}
    for missing in (one for one in wanted if int(one) not in found):
        raise tickets.NoSuchTicket(number=missing)
    if not actor.may(to):
        raise Refused(permission=to)
    tickets.check_all(actor, rows, [to])
    return [found[int(one)] for one in wanted]
