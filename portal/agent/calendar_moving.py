"""A ticket that is put aside comes back on another day: its card was dropped there. The hour stays."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import board_moving, moments, taking_back
from portal.ui.times import exact
from portal.ui.views import needs
from tenants.kernel.actor import Actor


@needs(CHANGE)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """POST /desk/calendar/move/: number, version, day. 204 and an undo; 412; BadMoment, CannotSnooze."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, request.POST.get("number", ""), to=CHANGE)
    if row.pending_until is None:
        raise services.CannotSnooze(ticket=row.label)
    zone = moments.zone(request)
    try:
        day = date.fromisoformat(request.POST.get("day", "")[:10])
    except ValueError:
        raise services.BadMoment from None
    until = datetime.combine(day, row.pending_until.astimezone(zone).time(), zone)
    before, seen = services.stand(row, tags=False), board_moving.version_of(request)
    try:
        services.change(row, by=actor, seen=seen, pending_until=until)
    except services.StaleTicket:
        return board_moving.overtaken(actor, row.number)
    fresh = tickets.ticket_for(actor, row.number)
    moved = services.difference(before, services.stand(fresh, tags=False))
    text = _("%(ticket)s comes back %(when)s.") % {"ticket": fresh.label, "when": exact(until)}
    toast = taking_back.toast_of(fresh, moved, text) if moved else None
    return board_moving.done(fresh, toast)
