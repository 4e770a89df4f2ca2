"""One message's HTML, answered for the frame in the thread. See message_html for what it may do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.files import selectors as files
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from portal.agent import message_html
from portal.ui.views import needs

KEPT = 3600  # seconds; shorter than the signed links inside live


@needs(VIEW)
@require_GET
def mail(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/frame/; ?images=1 shows remote pictures."""
    message = tickets.message_for(request.actor, public_id)  # type: ignore[attr-defined]
    images = request.GET.get("images") == "1"
    attached = tickets.files_of([message]).get(message.pk, [])
    links = {
        row.content_id.strip("<>"): address
        for row in attached
        if row.content_id and row.is_image and (address := files.address(row))
    }
    waits = any(row.state == "pending" for row in attached)
    response = HttpResponse(
        message_html.page(message.html, links, images=images, title=message.ticket.subject)
    )
    response.headers["Content-Security-Policy"] = message_html.policy(images)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store" if waits else f"private, max-age={KEPT}"
    return response
