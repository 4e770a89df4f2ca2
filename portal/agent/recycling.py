"""The bin: tickets that were deleted, for those who may delete, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import BIN_DAYS, DELETE
from portal.agent import lists, paths, shell
from portal.ui.views import flash, is_htmx, needs, page_of, show
from tenants.kernel.actor import Actor

PAGE = 50


@needs(DELETE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/bin/: the last deleted first."""
    rows, around = page_of(request, tickets.binned(request.actor), PAGE)  # type: ignore[attr-defined]
    context = {"tickets": [_row(one) for one in rows], "days": BIN_DAYS, **around}
    return show(request, "portal/agent/bin.html", shell.around(request, "inbox", "bin") | context)


@needs(DELETE)
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/delete/: into the bin; back to the list, whose toast takes it back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = services.delete(tickets.ticket_for(actor, number, to=DELETE), by=actor)
    said = _("%(ticket)s is in the bin for %(days)d days.") % {"ticket": row.label, "days": BIN_DAYS}
    flash(request, said, undo_url=reverse("agent:restore", args=[number]))
    back = lists.came_from(request)
    there = paths.DESK + (f"?{back}" if back else "")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


@needs(DELETE)
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/restore/: out of the bin, and to the ticket."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = services.restore(tickets.binned_ticket(actor, number), by=actor)
    flash(request, _("%(ticket)s is back.") % {"ticket": row.label})
    return HttpResponseRedirect(paths.ticket(number))


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "label": row.label,
        "subject": row.subject,
        "who": str(row.contact),
        "by": row.deleted_by,
        "at": row.deleted_at,
        "gone_at": tickets.gone_at(row),
        "restore_url": reverse("agent:restore", args=[row.number]),
    }
