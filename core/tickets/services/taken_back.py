"""A reply is taken back before it leaves: the ticket stands as it stood, unless somebody went on meanwhile.

The audit line of a reply keeps how the ticket stood before it and what the reply made of it. A status that
anybody has set since is theirs, and stays.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.events import StatusChanged, TicketChanged
from core.tickets.models import Message, Ticket
from core.tickets.services import planned, thanks
from core.tickets.services.status import move
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound
from tenants.kernel.text import one_line

SPOKEN = (Message.Kind.CUSTOMER, Message.Kind.REPLY)
BY_TAKING_BACK = "taken_back"  # key in the audit line of a status that nobody chose


def standing(ticket: Ticket) -> dict[str, Any]:
    """How the ticket stands before a reply, as its audit line keeps it."""
    return {**thanks.standing(ticket), **made(ticket)}


def made(ticket: Ticket) -> dict[str, str]:
    """By what it is known later whether a status is still the one that was set here."""
    return {"status": ticket.status.key, "since": ticket.status_since.astimezone(UTC).isoformat()}


def as_before(ticket: Ticket, message: Message, *, by: Actor) -> None:
    """On the locked row in hand, which the caller saves.

    Emits TicketChanged and StatusChanged where the status goes back.
    """
    spoken = ticket.messages.filter(kind__in=SPOKEN, withdrawn_at=None).order_by("pk")
    last = spoken.last()

    ticket.first_replied_at = planned.first_reply_at(ticket)
    if last:
        ticket.preview, ticket.last_message_at = one_line(last.text), last.created_at
    if last and last.pk > message.pk:  # who spoke since has said how it stands
        return
    ticket.awaits_reply = last is None or last.kind == Message.Kind.CUSTOMER
    was = ticket.status
    _stand(ticket, _lines(ticket), message)
    if ticket.status_id != was.pk:
        _tell(ticket, was, message, by)


def _lines(ticket: Ticket) -> dict[int, Any]:
    """{message: line} of its replies, the latest first."""
    lines = trail.history(ticket, "ticket.replied").order_by("-id")
    return {line.after["message"]: line for line in lines if isinstance(line.after, dict)}


def _stand(ticket: Ticket, lines: dict[int, Any], message: Message) -> None:
    """Back to before the reply; and before those that stood in a row with it and are gone, too."""
    line = lines.get(message.pk)
    if line is None or not line.before:  # it came with a merge
        if ticket.status.category == Status.Category.WAITING and ticket.awaits_reply:
            move(ticket, desk.default_status(Status.Category.OPEN))
        return
    if not _is_from(made(ticket), line):
        return
    gone = set(_gone(ticket))
    for earlier in lines.values():
        if earlier.pk < line.pk and earlier.before and earlier.after["message"] in gone:
            line = earlier if _is_from(line.before, earlier) else line
    try:
        thanks.put_back(ticket, line.before)
        ticket.status_since = datetime.fromisoformat(line.before["since"])
    except NotFound:  # a status that is no more
        move(ticket, desk.default_status(Status.Category.OPEN))


def _is_from(stands: dict[str, Any], line: Any) -> bool:
    """Is this the status that the reply of the line has set?"""
    return all(stands.get(name) == line.after.get(name) for name in ("status", "since"))


def _gone(ticket: Ticket) -> Any:
    taken = ticket.messages.filter(kind=Message.Kind.REPLY, withdrawn_at__isnull=False)
    return taken.values_list("pk", flat=True)


def _tell(ticket: Ticket, was: Status, message: Message, by: Actor) -> None:
    before: dict[str, object] = {"status": was.key}
    after: dict[str, object] = {"status": ticket.status.key}
    told = after | {BY_TAKING_BACK: message.pk}
    trail.record("ticket.changed", on=ticket, by=by, before=before, after=told)
    version = ticket.version + 1  # the caller saves
    publish(TicketChanged(ticket.pk, by.ref, ["status"], before, after, version, status=ticket.status.key))
    publish(StatusChanged(ticket.pk, by.ref, ticket.is_finished))
