"""Following a ticket, and colleagues offered while a note names them with `@`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from core.accounts import selectors as accounts
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import NOTE, VIEW
from portal.agent import faces
from portal.ui.views import fragment, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


@needs(VIEW)
@require_POST
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/watch/ with wanted=yes|no: the button as it is then."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = request.POST.get("wanted")
    if wanted not in ("yes", "no"):
        raise Invalid
    verb = services.watch if wanted == "yes" else services.unwatch
    row = verb(tickets.ticket_for(actor, number), accounts.myself(actor), by=actor)
    context = {"ticket": {"number": row.number}, "is_watched": wanted == "yes"}
    return fragment(request, "portal/agent/_watch.html", context)


@needs(NOTE)
@require_GET
def mentions(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/mentions/?q=: colleagues to name."""
    row = tickets.ticket_for(request.actor, number, to=NOTE)  # type: ignore[attr-defined]
    found = tickets.to_mention(request.GET.get("q", "")[:60], row.queue_id)
    shown = [{"id": one.pk, "name": one.name, "email": one.email, "face": faces.url(one.pk)} for one in found]
    return fragment(request, "portal/agent/_mentions.html", {"found": shown})
