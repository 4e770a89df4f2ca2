"""Fetch and authorise in one call; what may not be seen does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import BooleanField, Exists, Expression, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from core.tickets.models import Message, Ticket
from core.tickets.models_numbers import numbering
from core.tickets.rules import PORTAL, READ_NOTES, SEE_REASONS, VIEW
from core.tickets.selectors import parts
from core.tickets.selectors.archive import with_words
from core.tickets.selectors.reach import may, queues_at, within
from tenants.database.composed import composed
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused
from tenants.kernel.reach import Level

NOBODYS: frozenset[int] = frozenset()
TOO_LONG = 10**9  # for a number of a ticket


class NoSuchTicket(NotFound):
    code = "ticket.not_found"
    sentence = "There is no such ticket, or you may not see it."


class NoSuchMessage(NotFound):
    code = "message.not_found"
    sentence = "There is no such message, or you may not see it."


def visible(actor: Actor) -> QuerySet[Ticket]:
    """The tickets this actor may read. A customer: own ones, those of a company that shares, and those with
    a part in them, each from the moment on when there is something for them to read. A colleague: those in
    queues where they stand on that rung (reach.py).
    """
    if actor.kind == "contact":
        said = said_to(actor, Message.objects.filter(ticket=OuterRef("pk")).order_by())
        return _theirs(actor).exclude(status__category__in=("merged", "spam")).filter(Exists(said))
    return _in_reach(actor, Level.READ)


def listed(actor: Actor) -> QuerySet[Ticket]:
    """Those whose rows this actor may see in lists and counts: the visible ones, and such as are open to an
    overview only. None of their words: see `veil`. For colleagues.
    """
    return visible(actor) if actor.kind == "contact" else _in_reach(actor, Level.OVERVIEW)


def veil(actor: Actor, rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Listed rows, each with `is_veiled`: its words are not for this actor; and `hides_reasons` for those to
    whom advice does not give any. Free for who reads all.
    """
    if actor.kind == "user" and not actor.may(SEE_REASONS):
        rows = rows.annotate(bare=Value(True))
    readable = queues_at(actor, Level.READ)
    if readable is None:
        return rows
    hidden = ExpressionWrapper(~Q(queue__in=readable), output_field=BooleanField())
    return rows.annotate(veiled=hidden)


def _in_reach(actor: Actor, level: Level) -> QuerySet[Ticket]:
    if actor.kind in ("system", "ai") or actor.may(VIEW):
        return within(Ticket.objects.all(), actor, level)
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
        known = _number(number)
        found = goes_on_in(actor, known) if known is not None else None
        if found is None:
            raise
        return found


def _theirs(actor: Actor) -> QuerySet[Ticket]:
    """A customer's own, in whatever state, those of a company that shares, and those with a part in them."""
    return parts.tickets_of(actor) if actor.may(PORTAL) else Ticket.objects.none()


WITH = ("status", "queue", "category", "assignee__role", "responsible", "contact__company")


def ticket_for(
    actor: Actor,
    number: int | str,
    to: str = VIEW,
    *,
    beside: tuple[str, ...] = WITH,
    **more: Expression | Exists,
) -> Ticket:
    """The ticket with this number, for an actor who may do `to` with it.

    number: 42, "42", "#42" or "T-0042"; beside, more: related rows and annotations to bring along.
    Raises NoSuchTicket (unknown or hidden), Refused (seen, not allowed).
    """
    if more:
        rows = listed(actor).select_related(*beside).annotate(**more)
        return let_in(actor, number, to, lambda digits: rows.filter(number=digits)[:1])
    ask = _one if is_unbound(actor) else _one.fresh
    return let_in(actor, number, to, lambda digits: ask(shape(actor), beside, number=digits, me=actor.id))


@composed
def _one(actor: Actor, beside: tuple[str, ...], *, number: Any, me: Any) -> QuerySet[Ticket]:
    return listed(replace(actor, id=me)).select_related(*beside).filter(number=number)


def is_unbound(actor: Actor) -> bool:
    """A colleague whom no reach binds: what they are asked for has one statement for each role."""
    return actor.kind == "user" and actor.reach is None


def shape(actor: Actor) -> Actor:
    """What of a colleague decides how a statement reads; who they are is a value of it."""
    return replace(actor, id=None, name="", teams=NOBODYS) if is_unbound(actor) else actor


def _number(number: int | str) -> int | None:
    """Of a number as people write it, in any form that was ever given out; None: it is none of a ticket."""
    if isinstance(number, str):
        return numbering().read(number)
    return number if 0 <= number < TOO_LONG else None


def let_in(actor: Actor, number: int | str, to: str, find: Callable[[int], Iterable[Ticket]]) -> Ticket:
    """The ticket that `find` has for the digits of the number, as `ticket_for` gives it."""
    known = _number(number)
    ticket = next(iter(find(known)), None) if known is not None else None
    if ticket is None:
        raise NoSuchTicket(number=str(number)[:20])
    if actor.kind == "contact":
        to = PORTAL
    if actor.kind not in ("system", "ai") and not may(actor, ticket.queue_id, to):
        raise Refused(permission=to)
    ticket.fetched_by = actor if actor.reach else None
    ticket.__dict__["bare"] = actor.kind == "user" and not actor.may(SEE_REASONS)
    return ticket


def message_for(actor: Actor, public_id: str) -> Message:
    """A message of a visible ticket; internal ones only for those who may read notes. A deleted note comes
    without its words: there is nothing but the way back.
    """
    rows = Message.objects.select_related("ticket").filter(public_id=public_id)
    message = said_to(actor, rows).first()
    if message is None or not visible(actor).filter(pk=message.ticket_id).exists():
        raise NoSuchMessage
    if message.kind == Message.Kind.NOTE and message.withdrawn_at:
        message.text = message.html = ""
    return with_words([message])[0] if message.ticket.archived_at else message


def message_to_pass_on(actor: Actor, ticket: Ticket, public_id: str) -> Message:
    """A message of this very ticket, for who may read what comes back. Raises NoSuchMessage, Refused."""
    if not may(actor, ticket.queue_id, READ_NOTES):
        raise Refused(permission=READ_NOTES)
    message = message_for(actor, public_id)
    if message.ticket_id != ticket.pk:
        raise NoSuchMessage
    return message


def reads_notes(actor: Actor) -> bool:
    """Notes and side conversations, whoever wrote them."""
    return actor.kind in ("system", "ai") or actor.may(READ_NOTES)


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
    if not reads_notes(actor):
        return messages.exclude(kind__in=Message.INTERNAL).filter(withdrawn_at=None)
    return messages.exclude(Q(is_private=True) & ~Q(author_user_id=actor.id))
