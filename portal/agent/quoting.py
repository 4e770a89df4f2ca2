"""A message, or what was selected in it, as a quotation for the composer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from core.mail.letters import quoting
from core.tickets import selectors as tickets
from core.tickets.rules import NOTE, REPLY
from portal.ui.views import needs


@needs(REPLY, NOTE)
@require_http_methods(["GET", "POST"])
def quote(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/quote/: "On …, Carla wrote:" and `> ` lines as plain text. NotToQuote.

    POST with text: the same with this part alone; a body, because a selection may be long.
    """
    message = tickets.message_for(request.actor, public_id)  # type: ignore[attr-defined]
    return HttpResponse(
        quoting.quoted(message, request.POST.get("text", "")), content_type="text/plain; charset=utf-8"
    )
