"""One reply to the tickets of an incident, after a person confirmed it and chose them.

The reply is a row, each ticket's letter another one; a worker writes them (`letters.py`) as the person who
sends them and with what that person may: undo, status, audit, mail and copies are those of any reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ai.models import Incident, IncidentLetter, IncidentReply, IncidentTicket
from ai.services.incidents.letters import start
from ai.services.incidents.rows import IN, NotInIt, locked, tell
from core.accounts import selectors as accounts
from core.accounts.models import User
from core.audit import trail
from core.desk import variables
from core.desk.models import Status
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from core.tickets.services.words import Words
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused

THEN = (Status.Category.WAITING, Status.Category.RESOLVED)
ANSWERABLE = (Incident.State.CONFIRMED, Incident.State.RESOLVED)
State = IncidentLetter.State


class NotConfirmed(Conflict):
    code = "incident.not_confirmed"
    sentence = "Confirm the incident first: only then can all its tickets be answered. Nothing was sent."


class NobodyChosen(Invalid):
    code = "incident.nobody_chosen"
    sentence = "Choose at least one ticket. Nothing was sent."


@transaction.atomic
def answer(
    incident: Incident, text: str, chosen: Sequence[Ticket], *, then: str, by: Actor, key: str = ""
) -> IncidentReply:
    """Queue one reply to these tickets, its variables filled for each. The same key is the same reply.

    then: status category afterwards, waiting or resolved. Raises NotConfirmed, EmptyMessage, UnknownVariable,
    NobodyChosen, NotInIt, Refused.
    """
    author = _sender(by)
    row, key = locked(incident), key[:64] or ids.public_id()
    if known := IncidentReply.objects.filter(incident=row, key=key).first():
        return known
    if row.state not in ANSWERABLE:
        raise NotConfirmed
    if then not in THEN:
        raise Invalid
    clean = Words(text).checked().text
    variables.check(clean)
    _check_inside(row, chosen)

    reply = IncidentReply.objects.create(incident=row, key=key, text=clean, then=then, author=author)
    _queue(reply, chosen, author)
    after = {"reply": reply.pk, "tickets": [ticket.pk for ticket in chosen], "then": then}
    trail.record("incident.answered", on=row, by=by, after=after)
    tell(row)
    return reply


@transaction.atomic
def answer_more(reply: IncidentReply, chosen: Sequence[Ticket], *, by: Actor) -> IncidentReply:
    """The same to tickets that came later. Who has it already is left out. NobodyChosen, NotInIt, Refused."""
    author = _sender(by)
    row = locked(reply.incident)
    if row.state not in ANSWERABLE:
        raise NotConfirmed
    _check_inside(row, chosen)
    known = set(reply.letters.values_list("ticket", flat=True))
    if fresh := [ticket for ticket in chosen if ticket.pk not in known]:
        _queue(reply, fresh, author)
        after = {"reply": reply.pk, "tickets": [ticket.pk for ticket in fresh]}
        trail.record("incident.answered", on=row, by=by, after=after)
        tell(row)
    return reply


@transaction.atomic
def retry(reply: IncidentReply, ticket: Ticket, *, by: Actor) -> None:
    """Once more, by who asks: a letter that failed, or was taken back. Others stay as they are. NotInIt."""
    author = _sender(by)
    row = IncidentLetter.objects.select_for_update(of=("self",)).filter(reply=reply, ticket=ticket).first()
    if row is None:
        raise NotInIt(tickets=ticket.label)
    is_back = row.message is not None and row.message.withdrawn_at is not None
    if row.state in (State.FAILED, State.BACK) or (row.state == State.WRITTEN and is_back):
        row.state, row.why, row.attempts, row.message, row.author = State.QUEUED, "", 0, None, author
        row.save(update_fields=["state", "why", "attempts", "message", "author"])
        start(reply)


def _queue(reply: IncidentReply, chosen: Sequence[Ticket], author: User) -> None:
    rows = [IncidentLetter(reply=reply, ticket=ticket, author=author) for ticket in chosen]
    IncidentLetter.objects.bulk_create(rows, ignore_conflicts=True)
    start(reply)


def _sender(by: Actor) -> User:
    if not by.may(REPLY):
        raise Refused(permission=REPLY)
    return accounts.myself(by)


def _check_inside(row: Incident, chosen: Sequence[Ticket]) -> None:
    if not chosen:
        raise NobodyChosen
    links = IncidentTicket.objects.filter(incident=row, state=IN, ticket__in=chosen)
    inside = set(links.values_list("ticket", flat=True))
    if outside := [ticket.label for ticket in chosen if ticket.pk not in inside]:
        raise NotInIt(tickets=", ".join(outside))
