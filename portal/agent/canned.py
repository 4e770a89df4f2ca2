"""Canned replies in the composer: found by `/`, put in with their variables filled for this ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk import services, variables
from core.mail.letters.wording import language_of
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY
from portal.ui.views import fragment, needs
from tenants import context
from tenants.kernel import wordings
from tenants.kernel.actor import Actor
from tenants.kernel.text import one_line

if TYPE_CHECKING:
    from core.desk.models import CannedReply
    from core.tickets.models import Ticket

MOST = 20
HINT = 90  # characters of the text beside the title


@needs(REPLY)
@require_GET
def search(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/canned/?q=: what may be put in, best first. One query beside the ticket's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=REPLY, beside=("contact",))
    query = request.GET.get("q", "")[:40]
    found = [_option(row, one) for one in desk.canned_found(actor, query)[:MOST]]
    return fragment(request, "portal/agent/_canned.html", {"found": found, "query": query})


@needs(REPLY)
@require_POST
def use(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST /desk/tickets/N/canned/PK/: the text, filled, as plain text; the use is counted."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=REPLY, beside=("contact__company",))
    reply = desk.canned_reply_by(actor, pk)
    values = tickets.values_of(row, accounts.myself(actor), request.POST.get("to", ""))
    text = variables.fill(_worded(reply, row), values)
    services.use_canned_reply(reply)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _worded(reply: CannedReply, ticket: Ticket) -> str:
    """In the language that the letter will have."""
    own = context.current_tenant().language
    return wordings.picked(reply.body, reply.body_in, language_of(ticket, own), own)


def _option(ticket: Ticket, row: CannedReply) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "shortcut": row.shortcut,
        "hint": one_line(_worded(row, ticket), HINT),
        "whose": _("mine") if row.owner_id else row.team.name if row.team else "",
        "use_url": reverse("agent:canned_use", args=[ticket.number, row.pk]),
    }
