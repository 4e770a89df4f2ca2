"""The files of a ticket to choose from, for the next message in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.tickets import selectors as tickets
from core.tickets.rules import NOTE, REPLY, VIEW
from portal.agent import thread
from portal.ui.views import fragment, needs
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.files.models import Attachment
    from core.tickets.models import Message

MOST_SHOWN = 100


@needs(REPLY, NOTE)
@require_GET
def choose(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/files/: a dialog; the newest first. Two queries beside the ticket's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=VIEW, beside=())
    found = tickets.hanging_on(actor, row)
    context = {"found": [_offered(*one) for one in found[:MOST_SHOWN]], "more": len(found) - MOST_SHOWN}
    return fragment(request, "portal/agent/_ticket_files.html", context)


def _offered(message: Message, file: Attachment) -> dict[str, Any]:
    return {
        **thread.shown_file(file),
        "who": message.author_name,
        "at": message.created_at,
        "is_internal": message.kind in message.INTERNAL,
    }
