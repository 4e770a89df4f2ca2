"""What a merge changes on a ticket's row: as plain values, put back, and counted anew from what is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Field, Min, Q

from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.models import Message, Ticket
from core.tickets.services import own_fields
from core.tickets.services.status import STATUS_FIELDS, move
from tenants.kernel.text import one_line

SPOKEN = (Message.Kind.CUSTOMER, Message.Kind.REPLY)
COUNTED = ("preview", "message_count", "last_message_at", "first_replied_at", "aside_at")
FILLED = ("assignee", "responsible", "type", "estimated_minutes")  # where the survivor has none
RANKS = (*FILLED, "priority", "urgency", "is_escalated", "escalation_reason", "due_at")
KEPT = (*RANKS, *STATUS_FIELDS)
COLUMNS = (*KEPT, "awaits_reply", "fields", "chosen", *COUNTED)
Values = dict[str, Any]


def of(ticket: Ticket) -> Values:
    """{column: plain JSON value} of what a merge may change and counting does not bring back.

    Values of the organization's own fields stand beside the columns, as "fields.<key>".
    """
    columns = {name: _plain(ticket, name) for name in (*KEPT, "awaits_reply")}
    return columns | own_fields.named(ticket.fields)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Values:
    """{column: [before, after]} of those that differ."""
    pairs = {name: [before.get(name), after.get(name)] for name in {**before, **after}}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def put_back(ticket: Ticket, before: Mapping[str, Any]) -> None:
    """The values of `of`, on the row in hand. A status that was deleted since gives way to its kind's own."""
    for name, value in before.items():
        if own_fields.is_own(name):
            own_fields.write(ticket, name, value)
            continue
        setattr(ticket, _field(name).attname, _field(name).to_python(value))
    if desk.status_by_id(ticket.status_id) is None:
        ended = Status.Category.CLOSED if ticket.closed_at else Status.Category.RESOLVED
        move(ticket, desk.default_status(ended if ticket.is_finished else Status.Category.OPEN))


def joined(has: Mapping[str, Any], gets: Mapping[str, Any]) -> Values:
    """The ranks of a ticket with `has` once it takes in one with `gets`: the sooner time, the higher rank.

    Both may be parts of `of`; what neither has is left out. A finished ticket hands on its assignee, and
    what its own fields hold: they say what the matter is, not how urgent.
    """
    ranks: Values = {name: has.get(name) or gets.get(name) for name in FILLED}
    ranks |= {n: has.get(n) if has.get(n) is not None else gets[n] for n in gets if own_fields.is_own(n)}
    if not gets.get("is_finished"):
        ranks["due_at"] = min(
            filter(None, (has.get("due_at"), gets.get("due_at"))), default=None, key=datetime.fromisoformat
        )
        ranks |= {name: max(has[name], gets[name]) for name in ("urgency", "priority") if name in has}
        if gets["is_escalated"] and not has.get("is_escalated", True):
            ranks |= {name: gets[name] for name in ("is_escalated", "escalation_reason")}
    return ranks


def recount(ticket: Ticket) -> None:
    """Count, last words and times from the messages that stand, on the row in hand. Three queries."""
    standing = Message.objects.filter(ticket=ticket, withdrawn_at=None)
    counted = standing.aggregate(
        all=Count("pk"), replied=Min("created_at", filter=Q(kind=Message.Kind.REPLY))
    )
    ticket.message_count, ticket.first_replied_at = counted["all"], counted["replied"]
    ticket.aside_at = aside_at(ticket)
    last = standing.filter(kind__in=SPOKEN).order_by("-pk").only("text", "kind", "created_at").first()
    if last:
        ticket.preview, ticket.last_message_at = one_line(last.text), last.created_at
        ticket.awaits_reply = last.kind == Message.Kind.CUSTOMER


def aside_at(ticket: Ticket) -> datetime | None:
    """When a third party spoke last, if nobody has written to one since."""
    answers = Q(kind=Message.Kind.FORWARD, side__isnull=False)
    heard = Q(kind=Message.Kind.ASIDE) & ~Q(mark=Message.Mark.AUTOMATIC)
    outside = Message.objects.filter(answers | heard, ticket=ticket, withdrawn_at=None)
    last = outside.order_by("-pk").only("kind", "created_at").first()
    return last.created_at if last and last.kind == Message.Kind.ASIDE else None


def _plain(ticket: Ticket, name: str) -> Any:
    value = getattr(ticket, _field(name).attname)
    return value.isoformat() if isinstance(value, datetime) else value


def _field(name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", Ticket._meta.get_field(name))
