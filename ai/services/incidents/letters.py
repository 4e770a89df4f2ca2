"""The letters of one reply to many, written by a worker one after the other through the ordinary reply.

A letter's row is locked and settled in the transaction that writes the message, so a worker that dies, or two
of them, never write one twice; the alarm goes on with what is left.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from ai.models import Incident, IncidentLetter, IncidentReply, IncidentTicket
from ai.services.incidents.rows import IN, NotInIt, tell
from core.accounts import selectors as accounts
from core.accounts.models import User
from core.audit import trail
from core.desk import variables
from core.tickets import selectors as tickets
from core.tickets import services as verbs
from core.tickets.models import Draft, Message, Ticket
from core.tickets.rules import REPLY
from core.tickets.services.people import address_for
from tenants import tasks
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.kernel.errors import Refusal, Refused
from tenants.kernel.text import one_line

log = logging.getLogger(__name__)
ALARM = "ai.incident_reply"
NET = timedelta(minutes=2)  # after which the alarm looks whether letters are left
MOST_TRIES = 3
State = IncidentLetter.State


class NobodySends(Refused):
    code = "incident.nobody_sends"
    sentence = "Who sent it works here no more. Send it again in your own name."


def start(reply: IncidentReply) -> None:
    """Wake a worker after commit, and set the safety net."""
    set_alarm(ALARM, reply.pk, clock.now() + NET)
    tasks.wake("ai.answer_incident", reply.pk)


def send(reply_id: int) -> int:
    """Write what is queued, one letter per transaction. Returns how many. Repeating it is harmless."""
    written = 0
    while (one := _next(reply_id)) is not None:
        written += one
    with transaction.atomic():
        if incident := Incident.objects.filter(replies=reply_id).first():
            tell(incident)
    return written


def ring(ref: str) -> None:
    """The alarm: a worker died, or the wake-up was lost. Runs in the alarm's transaction."""
    reply = IncidentReply.objects.filter(pk=ref, letters__state=State.QUEUED).first()
    if reply is not None:
        start(reply)


def filled(text: str, ticket: Ticket, agent: User) -> str:
    """How the reply reads in this ticket. Bring contact__company along."""
    return variables.fill(text, tickets.values_of(ticket, agent, address_for(ticket)))


@transaction.atomic
def _next(reply_id: int) -> int | None:
    """Settle the next letter: 1 when it was written, 0 when it was not, None when none is left."""
    queued = IncidentLetter.objects.filter(reply=reply_id, state=State.QUEUED).order_by("pk")
    row = queued.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    try:
        with transaction.atomic():
            row.message = _write(row)
    except Refusal as refusal:
        row.state, row.why = State.FAILED, one_line(refusal.message, 300)
    except Exception:  # any fault of ours: the others get their letters all the same
        log.exception("a letter of an incident failed", extra={"letter": row.pk})
        row.attempts += 1
        if row.attempts >= MOST_TRIES:
            row.state, row.why = State.FAILED, "Something went wrong on our side. Nothing was sent."
    else:
        row.state = State.WRITTEN
    row.save(update_fields=["state", "why", "attempts", "message"])
    return int(row.state == State.WRITTEN)


def _write(row: IncidentLetter) -> Message:
    """The message, as an ordinary reply. What the author had begun to write in the ticket stays."""
    author = accounts.signed_in_user(row.author_id) if row.author_id else None
    if author is None:
        raise NobodySends
    actor, reply = author.actor, row.reply
    ticket = tickets.ticket_for(actor, row.ticket.number, to=REPLY, beside=("contact__company",))
    link = IncidentTicket.objects.select_for_update().filter(incident=reply.incident_id, ticket=ticket)
    if not link.filter(state=IN).exists():  # somebody took it out since it was queued
        raise NotInIt(tickets=ticket.label)
    begun = Draft.objects.filter(ticket=ticket, user=author, kind=Message.Kind.REPLY).first()
    text = filled(reply.text, ticket, author)
    message = verbs.reply(ticket, text, author=author, by=actor, then=reply.then)
    if begun is not None and begun.body.strip():
        begun.pk = None
        begun.save(force_insert=True)
    after = {"incident": reply.incident_id, "message": message.pk}
    trail.record("ticket.answered_in_incident", on=ticket, by=actor, after=after)
    return message
