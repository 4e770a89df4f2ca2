"""The general part of the answer that ended a ticket is kept, and forgotten when the ticket goes on.

Looked at in a task after each change of the ticket's state: what is true then counts, so that facts may
come twice or out of order.
"""

from __future__ import annotations

from django.db import transaction

from ai import book, sources
from ai.models import SolvedAnswer
from ai.services import meaning, proposals
from ai.text.general import general
from ai.text.language import identify
from ai.text.redact import Redactor
from core.accounts.models import User
from core.desk.models import Status
from core.tickets.models import Message, Ticket
from tenants import tasks

ASKED = 300  # characters of the question that it is found by
ENDED_WELL = (Status.Category.RESOLVED, Status.Category.CLOSED)


def look_later(ticket_id: int) -> None:
    """Wake the task where it can change anything. Call inside a transaction."""
    state = Ticket.objects.filter(pk=ticket_id).values_list("is_finished", "solved_answer").first()
    if state and any(state):
        tasks.wake("ai.note_solved", ticket_id)


@transaction.atomic
def forget(ticket_id: int) -> None:
    """No answer of this ticket stands behind suggestions any more. Call inside a transaction."""
    if SolvedAnswer.objects.filter(ticket=ticket_id).delete()[0]:
        meaning.look_later()


@transaction.atomic
def note(ticket_id: int) -> SolvedAnswer | None:
    """Keep what a finished ticket's last reply says in general; None where it says nothing of the kind."""
    if Ticket.objects.select_for_update().filter(pk=ticket_id).first() is None:
        return None
    ticket = Ticket.objects.select_related("contact__company", "status").get(pk=ticket_id)
    reply = _answer(ticket)
    text = general(reply.text, private=_private(ticket), known=sources.vocabulary()) if reply else ""
    if reply is None or not text:
        if SolvedAnswer.objects.filter(ticket=ticket).delete()[0]:
            meaning.look_later()
        return None
    values = {
        "message": reply,
        "asked": _asked(ticket),
        "text": text,
        "language": identify(text).value,
    }
    kept = SolvedAnswer.objects.update_or_create(ticket=ticket, defaults=values)[0]
    proposals.propose(kept, ticket.subject)
    meaning.look_later()
    return kept


def _answer(ticket: Ticket) -> Message | None:
    """The last public reply of an agent, in a ticket that ended well and lives."""
    if not ticket.is_finished or ticket.merged_into_id or ticket.status.category not in ENDED_WELL:
        return None
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY, withdrawn_at=None, is_private=False)
    return said.order_by("-pk").first()


def _asked(ticket: Ticket) -> str:
    """The question it was, as the index finds it by."""
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("pk")
    first = said.values_list("text", flat=True).first() or ""
    return str(
        Redactor(book.decided().strictest).redact(f"{ticket.subject}\n{first[:ASKED]}", to_its_writer=False)
    )


def _private(ticket: Ticket) -> list[str]:
    """Names that no other customer may read: the customer's, the company's, colleagues', those in copy."""
    contact = ticket.contact
    names = [contact.name, (contact.email or "").replace("@", " ").replace(".", " ")]
    names += [contact.company.name] if contact.company else []
    names += Message.objects.filter(ticket=ticket).values_list("author_name", flat=True).distinct()
    names += ticket.participants.values_list("contact__name", flat=True)
    names += User.objects.values_list("name", flat=True)
    return names
