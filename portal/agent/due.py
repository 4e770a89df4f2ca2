"""The moment by which somebody says a ticket is due: set, moved and taken away. Promises go on beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.sla import selectors as sla
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import moments, paths
from portal.agent.dialogs import asked
from portal.agent.ticket import BASE, head
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from core.tickets.models import Ticket

NONE = "none"
FIELD = "%Y-%m-%dT%H:%M"  # what a field of type datetime-local takes


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """/desk/tickets/N/due/: GET the dialog; POST until (a name, "none") or at. Answers the head."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=CHANGE)
    if row.is_finished:
        raise NotFound
    if request.method == "GET":
        return _shown(request, row, Form({"at": _field(request, sla.by_hand_of(row))}))
    form = Form.of(request, "until", "at")
    try:
        services.change(row, by=actor, due_at=_moment(request, form))
    except SAID_IN_FORM as refusal:
        return _shown(request, row, form.refused(refusal, {"__all__": "at"}), status_of(refusal))
    if not is_htmx(request):
        return HttpResponseRedirect(paths.ticket(number))
    fresh = tickets.ticket_for(actor, number)
    response = fragment(request, f"{BASE}_head.html", head(request, fresh, closes_dialog=True))
    response.headers["HX-Trigger"] = "ticket-changed"
    return response


def _moment(request: HttpRequest, form: Form) -> datetime | None:
    """None takes it away. Raises BadMoment for what is no moment, or is over."""
    if form["until"] == NONE:
        return None
    where = moments.zone(request)
    known = {key: at for key, _name, at in _named(request)}
    at = known.get(form["until"]) or moments.typed(form["at"], where)
    if at is None or at <= clock.now():
        raise services.BadMoment(_("Choose a moment to come."))
    return at


def _field(request: HttpRequest, at: datetime | None) -> str:
    """As a field of the form holds it, in the reader's own zone."""
    return at.astimezone(moments.zone(request)).strftime(FIELD) if at else ""


def _named(request: HttpRequest) -> list[tuple[str, str, datetime]]:
    """(key, words, moment): evenings, in the reader's own zone."""
    where = moments.zone(request)
    evenings = [
        ("today", _("Today"), moments.evening(0, where)),
        ("tomorrow", _("Tomorrow"), moments.evening(1, where)),
        ("three", _("In 3 days"), moments.evening(3, where)),
        ("week", _("In a week"), moments.evening(7, where)),
    ]
    return [one for one in evenings if one[2] > clock.now()]


def _shown(request: HttpRequest, row: Ticket, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "ticket": {"number": row.number, "label": row.label},
        "form": form,
        "by_hand": sla.by_hand_of(row),
        "moments": [{"key": key, "name": name, "at": at} for key, name, at in _named(request)],
    }
    return asked(request, "due", context, status)
