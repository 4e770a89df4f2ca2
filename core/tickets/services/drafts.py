"""What an agent has begun to write, kept on the server so that no closed tab loses it."""

from __future__ import annotations

from django.db import transaction

from core.accounts.models import User
from core.tickets.events import DraftKept
from core.tickets.models import Draft, Message, Ticket
from core.tickets.services.write import LONGEST_TEXT
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.text import storable


@transaction.atomic
def keep_draft(
    ticket: Ticket, body: str, *, author: User, kind: str = Message.Kind.REPLY, suggestion: str = ""
) -> Draft | None:
    """Save the draft of this person; an empty one is forgotten and None comes back.

    What is typed on the page of a ticket that was merged meanwhile is kept where the ticket goes on.
    """
    ticket = ticket.merged_into or ticket
    body = storable(body)[:LONGEST_TEXT]
    if not body.strip():
        forget_draft(ticket, author=author, kind=kind)
        return None
    draft, created = Draft.objects.select_for_update().get_or_create(
        ticket=ticket, user=author, kind=kind, defaults={"body": body, "suggestion": suggestion}
    )
    if not created and (draft.body != body or draft.suggestion != suggestion):
        draft.body, draft.suggestion = body, suggestion or draft.suggestion
        draft.version += 1
        draft.updated_at = clock.now()
        draft.save()
    publish(DraftKept(ticket.pk, f"user:{author.pk}"))
    return draft


@transaction.atomic
def forget_draft(ticket: Ticket, *, author: User, kind: str = Message.Kind.REPLY) -> None:
    gone, _ = Draft.objects.filter(ticket=ticket, user=author, kind=kind).delete()
    if gone:
        publish(DraftKept(ticket.pk, f"user:{author.pk}"))
