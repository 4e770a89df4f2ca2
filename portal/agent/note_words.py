"""A note in the thread: when it was put otherwise, what a reader may do with it, what stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core.tickets import selectors as tickets
from core.tickets.rules import NOTE
from core.tickets.services import notes
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Message, Ticket

VERBS = ("edit", "delete", "earlier")


def of(actor: Actor, ticket: Ticket, message: Message) -> dict[str, Any]:
    """What _message.html shows of a note; nothing of other messages."""
    if message.kind != "note":
        return {}
    stands = not ticket.archived_at and tickets.may(actor, ticket.queue_id, NOTE)
    edit, delete, earlier = (reverse(f"agent:note_{verb}", args=[message.public_id]) for verb in VERBS)
    return {
        "live": f"note:{message.pk}",
        "edited_at": message.edited_at,
        "earlier_url": earlier if message.edited_at else None,
        "edit_url": edit if stands and notes.is_author(message, actor) else None,
        "delete_url": delete if stands and notes.may_delete(message, actor) else None,
    }


def may_come_back(actor: Actor, message: Message) -> bool:
    """A deleted note leaves a line with the way back, for those who may take it."""
    is_note = message.kind == "note"
    return (
        is_note and notes.may_come_back(message, actor) and tickets.may(actor, message.ticket.queue_id, NOTE)
    )


def gone(actor: Actor, message: Message) -> dict[str, Any]:
    """What _note_gone.html shows in the place of a deleted one."""
    may = may_come_back(actor, message)
    back = reverse("agent:note_restore", args=[message.public_id]) if may else None
    return {
        "type": "gone",
        "id": message.public_id,
        "at": message.created_at,
        "live": f"note:{message.pk}",
        "restore_url": back,
    }
