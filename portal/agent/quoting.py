"""A message as a quotation for the composer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.mail.letters import quoting
from core.tickets import selectors as tickets
from core.tickets.rules import NOTE, REPLY
from portal.ui.views import needs


@needs(REPLY, NOTE)
@require_GET
def quote(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/quote/: "On …, Carla wrote:" and `> ` lines as plain text. NotToQuote."""
    message = tickets.message_for(request.actor, public_id)  # type: ignore[attr-defined]
    return HttpResponse(quoting.quoted(message), content_type="text/plain; charset=utf-8")
