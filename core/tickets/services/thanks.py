"""The customer only said thanks: the ticket stands as it stood before those words, and back again.

Solved stays solved and waiting stays waiting, with the same times; nothing counts as reopened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.choices import Then
from core.tickets.models import Message, Ticket
from core.tickets.services import pending
from core.tickets.services.status import STATUS_FIELDS, move
from tenants.kernel.errors import NotFound

TOUCHED = ("is_thanks", "awaits_reply", "reopen_count", *STATUS_FIELDS)
TIMES = ("resolved_at", "closed_at", "pending_until")
RESTED = (Status.Category.RESOLVED, Status.Category.WAITING)
NOBODYS = ("is_thanks", "taken_back")  # with these a status was not chosen (see taken_back.py)
SPOKEN = (Message.Kind.CUSTOMER, Message.Kind.REPLY)


def standing(ticket: Ticket) -> dict[str, Any]:
    """How the ticket stands, as the audit line of a customer's words keeps it."""
    times = {name: _written(getattr(ticket, name)) for name in TIMES}
    return {
        "status": ticket.status.key,
        "awaits_reply": ticket.awaits_reply,
        "reopen_count": ticket.reopen_count,
        "pending_reason": ticket.pending_reason,
        "pending_then": ticket.pending_then,
        **times,
    }


def set_thanks(ticket: Ticket, is_thanks: bool) -> Iterable[str]:
    """Write it on the row in hand; returns the columns to save. Where somebody went on, the mark alone."""
    if ticket.is_thanks == is_thanks:
        return ()
    ticket.is_thanks = is_thanks
    stood = _before_last_words(ticket)
    if stood is None:
        return ("is_thanks",)
    if is_thanks and ticket.awaits_reply and ticket.status.category == Status.Category.OPEN:
        put_back(ticket, stood)
    elif not is_thanks and not ticket.awaits_reply:
        ticket.reopen_count += ticket.is_finished
        move(ticket, desk.default_status(Status.Category.OPEN))
        ticket.awaits_reply = True
    return TOUCHED


def _before_last_words(ticket: Ticket) -> dict[str, Any] | None:
    """How it stood before the customer's last words; None where it did not rest, or somebody went on.

    Going on is a later message, or a status that a colleague chose.
    """
    line = trail.history(ticket, "ticket.heard").order_by("-id").first()
    last = ticket.messages.filter(kind__in=SPOKEN, withdrawn_at=None).order_by("-pk").first()
    if line is None or last is None or not line.before or (line.after or {}).get("message") != last.pk:
        return None
    if _decided_since(ticket, line.pk):
        return None
    try:
        known = desk.status(line.before.get("status", ""))
    except NotFound:
        return None
    return line.before if known.category in RESTED else None


def _decided_since(ticket: Ticket, line: int) -> bool:
    """Has a colleague chosen a status by hand after this audit line? Their word stands."""
    changes = trail.history(ticket, "ticket.changed").filter(pk__gt=line, actor_kind="user")
    return changes.filter(after__has_key="status").exclude(after__has_any_keys=NOBODYS).exists()


def put_back(ticket: Ticket, stood: dict[str, Any]) -> None:
    """As `standing` has kept it, on the row in hand, which the caller saves. NotFound: no such status."""
    move(ticket, desk.status(stood["status"]))
    for name in TIMES:
        setattr(ticket, name, datetime.fromisoformat(stood[name]) if stood.get(name) else None)
    ticket.pending_reason = stood.get("pending_reason", "")
    ticket.pending_then = stood.get("pending_then", Then.REOPEN)
    pending.watch(ticket)
    ticket.awaits_reply, ticket.reopen_count = stood["awaits_reply"], stood["reopen_count"]


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
