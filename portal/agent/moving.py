"""Moving one message: into another ticket, or into a new one. Moving it back undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.contacts.services import BadAddress, contact_for
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import paths, shell
from portal.agent.merging import BASE, brief
from portal.ui.views import flash, fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.kernel.text import one_line

if TYPE_CHECKING:
    from core.tickets.models import Message, Ticket

NEW = "new"


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/move/: where to? ?q= searches. POST to=NUMBER|new, subject, customer, join."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    message = tickets.message_for(actor, public_id)
    source = tickets.ticket_for(actor, message.ticket.number, CHANGE)
    if request.method == "POST":
        return _move(request, actor, message, source)
    if "q" in request.GET:
        found = tickets.candidates(actor, source, request.GET["q"][:200])
        return fragment(request, f"{BASE}_targets.html", {"found": [brief(one) for one in found]})
    context = _context(actor, message, source)
    if is_htmx(request):
        return fragment(request, f"{BASE}_move_dialog.html", context)
    return show(request, f"{BASE}move.html", shell.around(request, "inbox") | context)


def _move(request: HttpRequest, actor: Actor, message: Message, source: Ticket) -> HttpResponse:
    given = {**request.GET.dict(), **request.POST.dict()}
    try:
        if given.get("to", NEW) == NEW:
            email = given.get("customer", "").strip()
            customer = contact_for(email, by=actor) if email else None
            target = services.split(message, by=actor, subject=given.get("subject", ""), customer=customer)
            back = _merge_back(target, source)
        else:
            target = tickets.ticket_for(actor, given["to"], CHANGE)
            services.move_message(message, to=target, by=actor, join=given.get("join") == "yes")
            back = _move_back(message, source)
    except (Conflict, BadAddress) as refusal:
        context = _context(actor, message, source) | {"error": refusal.message, **_typed(given)}
        context["may_join"] = isinstance(refusal, services.DifferentCustomers)
        context["to"] = given.get("to", NEW)
        return show(request, f"{BASE}move.html", shell.around(request, "inbox") | context, refusal.status)
    flash(request, _("The message was moved here from %(ticket)s.") % {"ticket": source.label}, undo_url=back)
    return HttpResponseRedirect(f"{paths.ticket(target.number)}#m{message.public_id}")


def _typed(given: dict[str, str]) -> dict[str, str]:
    return {"subject": given.get("subject", "")[:255], "customer": given.get("customer", "")[:254]}


def _context(actor: Actor, message: Message, source: Ticket) -> dict[str, Any]:
    return {
        "ticket": brief(source),
        "address": reverse("agent:move", args=[message.public_id]),
        "who": message.author_name or _("Deskhand"),
        "words": one_line(message.text, 160),
        "at": message.created_at,
        "found": [brief(one) for one in tickets.candidates(actor, source)],
        "error": None,
        "subject": "",
        "customer": "",
        "may_join": False,
        "to": NEW,
    }


def _move_back(message: Message, source: Ticket) -> str:
    query = urlencode({"to": source.number, "join": "yes"})
    return f"{reverse('agent:move', args=[message.public_id])}?{query}"


def _merge_back(target: Ticket, source: Ticket) -> str:
    query = urlencode({"tickets": target.number, "into": source.number, "join": "yes"})
    return f"{reverse('agent:merge')}?{query}"
