"""Tickets as the rows of a list: plain values, nothing looked up per row but remembered lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core.desk import selectors as desk
from portal.agent import faces, paths
from portal.agent.codes import PRIORITIES, SENTIMENTS
from tenants.kernel import clock

if TYPE_CHECKING:
    from core.tickets.models import Ticket

Row = dict[str, Any]
# What a row shows and orders by: half of the columns, and so half of the time, stays in the database.
COLUMNS = (
    "number",
    "subject",
    "is_finished",
    "archived_at",
    "priority",
    "approval",
    "category",
    "sentiment",
    "urgency",
    "preview",
    "message_count",
    "awaits_reply",
    "needs_review",
    "is_suspect",
    "due_at",
    "items",
    "items_done",
    "pending_until",
    "woken_at",
    "created_at",
    "last_message_at",
    "aside_at",
    "assignee__name",
    "contact__name",
    "contact__email",
)
HURRY = timedelta(hours=2)  # from here on a row shows the countdown
NOBODY: frozenset[int] = frozenset()


def of(
    found: Sequence[Ticket],
    unread: set[int] | frozenset[int] = NOBODY,
    suggested: Mapping[int, str] | None = None,
    incidents: Collection[int] = (),
) -> list[Row]:
    """Rows for _ticket_rows.html. suggested: {ticket id: category name the AI proposes}; incidents: ids of
    the tickets that are in an open one. Without a url: a ticket that one may not open.
    """
    names = {row.pk: row.name for row in desk.categories()}
    suggested, now = suggested or {}, clock.now()
    rows = [_row(ticket, ticket.pk in unread, names, suggested, now) for ticket in found]
    for row, ticket in zip(rows, found, strict=True):
        row["in_incident"] = ticket.pk in incidents
    return rows


def _row(ticket: Ticket, unread: bool, names: dict[int, str], suggested: Mapping[int, str], now: Any) -> Row:
    contact, due = ticket.contact, ticket.due_at
    return {
        "id": ticket.pk,
        "number": ticket.number,
        "label": ticket.label,
        "url": "" if ticket.is_veiled else paths.ticket(ticket.number),
        "subject": ticket.subject,
        "preview": "" if ticket.is_veiled else ticket.preview,
        "who": contact.name or contact.email,
        "unread": unread,
        "sentiment": None if ticket.sentiment is None else SENTIMENTS.get(ticket.sentiment),
        "category": names.get(ticket.category_id or 0) or suggested.get(ticket.pk),
        "needs_review": ticket.needs_review and not ticket.is_finished,
        "is_suspect": ticket.is_suspect,
        "is_suggested": not ticket.category_id and ticket.pk in suggested,
        "priority": PRIORITIES[ticket.priority],
        "approval": "" if ticket.is_veiled else ticket.approval,
        "items": f"{ticket.items_done}/{ticket.items}" if ticket.items else "",
        "pending_until": ticket.pending_until,
        "is_archived": ticket.archived_at is not None,
        "is_back": ticket.woken_at is not None,
        "due": due if due and not ticket.is_finished and due - now < HURRY else None,
        "late": bool(due and due < now),
        "assignee": ticket.assignee.name if ticket.assignee else None,
        "face": faces.url(ticket.assignee_id),
        "at": ticket.last_message_at,
    }
