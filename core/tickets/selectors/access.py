"""Fetch and authorise in one call; what may not be seen does not exist."""

from __future__ import annotations

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet

from core.tickets.models import Message, Ticket
from core.tickets.rules import NOTE, PORTAL, VIEW
from core.tickets.selectors import parts
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused


class NoSuchTicket(NotFound):
    code = "ticket.not_found"
    sentence = "There is no such ticket, or you may not see it."


class NoSuchMessage(NotFound):
    code = "message.not_found"
    sentence = "There is no such message, or you may not see it."


def visible(actor: Actor) -> QuerySet[Ticket]:
    """The tickets this actor may see. A customer: own ones, those of a company that shares, and those with
    a part in them, each from the moment on when there is something for them to read.
    """
    if actor.kind == "contact":
        said = said_to(actor, Message.objects.filter(ticket=OuterRef("pk")).order_by())
        return _theirs(actor).exclude(status__category__in=("merged", "spam")).filter(Exists(said))
    if actor.kind in ("system", "ai") or actor.may(VIEW):
        return Ticket.objects.all()
    return Ticket.objects.none()


def requests_of(actor: Actor) -> QuerySet[Ticket]:
    """A customer's, last touched first, each with `in_copy`: somebody else's, in which they take part."""
    rows = visible(actor).select_related("status").annotate(in_copy=parts.in_copy(actor))
    return rows.order_by("-last_message_at", "-id")


def goes_on_in(actor: Actor, number: int) -> Ticket | None:
    """The ticket that a merged one with this number goes on in, for those who may see both; else None."""
    rows = _theirs(actor) if actor.kind == "contact" else visible(actor)
    into = rows.filter(number=number, merged_into__isnull=False).values("merged_into")
    found = visible(actor).filter(pk__in=into).select_related(*WITH)
    return found.annotate(in_copy=parts.in_copy(actor)).first()


def request_of(actor: Actor, number: int | str) -> Ticket:
    """A customer's ticket with this number, or the one it goes on in, with `in_copy` as in `requests_of`.

    Raises NoSuchTicket.
    """
    try:
        return ticket_for(actor, number, in_copy=parts.in_copy(actor))
    except NoSuchTicket:
        digits = str(number).rpartition("-")[2]
        found = goes_on_in(actor, int(digits)) if digits.isdecimal() and len(digits) < 10 else None
        if found is None:
            raise
        return found


def _theirs(actor: Actor) -> QuerySet[Ticket]:
    """A customer's own, in whatever state, those of a company that shares, and those with a part in them."""
    return parts.tickets_of(actor) if actor.may(PORTAL) else Ticket.objects.none()


WITH = ("status", "queue", "category", "assignee__role", "contact__company")


def ticket_for(
    actor: Actor,
    number: int | str,
    to: str = VIEW,
    *,
    beside: tuple[str, ...] = WITH,
    **more: Expression | Exists,
) -> Ticket:
    """The ticket with this number, for an actor who may do `to` with it.

    number: 42, "42" or "T-0042"; beside, more: related rows and annotations to bring along.
    Raises NoSuchTicket (unknown or hidden), Refused (seen, not allowed).
    """
    digits = str(number).rpartition("-")[2]
    rows = visible(actor).select_related(*beside)
    rows = rows.annotate(**more) if more else rows
    ticket = rows.filter(number=int(digits)).first() if digits.isdecimal() and len(digits) < 10 else None
    if ticket is None:
        raise NoSuchTicket(number=str(number)[:20])
    if actor.kind not in ("system", "ai") and not actor.may(PORTAL if actor.kind == "contact" else to):
        raise Refused(permission=to)
    return ticket


def message_for(actor: Actor, public_id: str) -> Message:
    """A message of a visible ticket; internal ones only for those who may read notes."""
    rows = Message.objects.select_related("ticket").filter(public_id=public_id)
    message = said_to(actor, rows).first()
    if message is None or not visible(actor).filter(pk=message.ticket_id).exists():
        raise NoSuchMessage
    return message


def message_to_pass_on(actor: Actor, ticket: Ticket, public_id: str) -> Message:
    """A message of this very ticket, for who may read what comes back. Raises NoSuchMessage, Refused."""
    if not actor.may(NOTE):
        raise Refused(permission=NOTE)
    message = message_for(actor, public_id)
    if message.ticket_id != ticket.pk:
        raise NoSuchMessage
    return message


def said_to(actor: Actor, messages: QuerySet[Message]) -> QuerySet[Message]:
    """Drop what this actor may not read: notes and side conversations without the permission, others'
    private notes.

    A customer sees a reply when it has left: what may still be taken back was never said. For people in copy
    see parts.py.
    """
    if actor.kind in ("system", "ai"):
        return messages
    if actor.kind == "contact":
        messages = messages.exclude(undo_until__gt=clock.now()).filter(parts.may_read(actor))
    if not actor.may(NOTE):
        return messages.exclude(kind__in=Message.INTERNAL).filter(withdrawn_at=None)
    return messages.exclude(Q(is_private=True) & ~Q(author_user_id=actor.id))
