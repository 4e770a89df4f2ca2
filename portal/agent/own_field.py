"""One of the organization's own fields, changed in place among a ticket's details."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import own_fields
from portal.agent.ticket import BASE, details
from portal.ui.forms import status_of
from portal.ui.own_fields import PREFIX, sent
from portal.ui.views import fragment, needs
from tenants.kernel.errors import Conflict, Invalid, Refusal, Stale

if TYPE_CHECKING:
    from core.tickets.models import Ticket


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """/desk/tickets/N/fields/KEY/: GET with its control, ?leave=1 without; POST version and fields.KEY.

    Answers the details.
    """
    actor = request.actor  # type: ignore[attr-defined]
    row, field = tickets.ticket_for(actor, number, to=CHANGE), desk.field(key)
    if request.method == "GET":
        leaves = "leave" in request.GET
        return _details(request, row, focus=key) if leaves else _details(request, row, editing=key)
    typed, version = sent(request, [field]), request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    if request.POST.get("was") == _was(row, key):  # what else changed meanwhile is no conflict
        seen = row.version
    try:
        services.change(row, by=actor, seen=seen, fields={key: typed.get(key)})
    except (Invalid, Conflict, Stale) as refusal:
        fresh = tickets.ticket_for(actor, number)
        error = _told(refusal, key)
        return _details(request, fresh, editing=key, typed=typed, error=error, status=status_of(refusal))
    return _details(request, tickets.ticket_for(actor, number), focus=key)


def _details(
    request: HttpRequest,
    row: Ticket,
    *,
    editing: str = "",
    focus: str = "",
    typed: Any = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    own = own_fields.listed(request, row, editing, typed)
    around = {"own_fields": own, "own_error": error, "own_focus": focus, "own_was": _was(row, editing)}
    context = details(request, row) | around
    return fragment(request, f"{BASE}_details.html", context, status)


def _was(row: Ticket, key: str) -> str:
    """What the field holds, as the form says it back."""
    return json.dumps(row.fields.get(key), sort_keys=True)


def _told(refusal: Refusal, key: str) -> str:
    if isinstance(refusal, Stale):
        return _("Somebody changed the ticket meanwhile. Look at it, then save again.")
    sentences = (refusal.data.get("fields") or {}).get(PREFIX + key)
    return " ".join(sentences) if sentences else refusal.message
