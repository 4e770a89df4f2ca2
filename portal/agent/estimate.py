"""How long the work on a ticket may take, as somebody says: 1.5, 1h 30m, 45m."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import paths, taking_back
from portal.agent.dialogs import asked
from portal.agent.ticket import BASE, head
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel import minutes
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Ticket


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """/desk/tickets/N/estimate/: GET the dialog; POST length, "" takes it away. Answers the head."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=CHANGE)
    if request.method == "GET":
        held = minutes.hours(row.estimated_minutes) if row.estimated_minutes else ""
        return _shown(request, row, Form({"length": held}))
    form, before = Form.of(request, "length"), services.stand(row, tags=False)
    try:
        services.change(row, by=actor, estimated_minutes=_read(form["length"]))
    except SAID_IN_FORM as refusal:
        return _shown(request, row, form.refused(refusal, {"__all__": "length"}), status_of(refusal))
    if not is_htmx(request):
        return HttpResponseRedirect(paths.ticket(number))
    fresh = tickets.ticket_for(actor, number)
    response = fragment(request, f"{BASE}_head.html", head(request, fresh, closes_dialog=True))
    return taking_back.tell(response, taking_back.offer(before, fresh, "estimate"))


def _read(text: str) -> int | None:
    if not text.strip():
        return None
    if (length := minutes.read(text)) is None:
        raise services.BadEstimate
    return length


def _shown(request: HttpRequest, row: Ticket, form: Form, status: int = 200) -> HttpResponse:
    context = {"ticket": {"number": row.number, "label": row.label}, "form": form}
    return asked(request, "estimate", context, status)
