"""A ticket of the archive: read as ever, changed only once it is back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import paths
from portal.ui.views import flash, is_htmx, needs
from tenants.kernel.actor import Actor


@needs(CHANGE)
@require_POST
def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/bring-back/: out of the archive, and to the ticket."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = services.bring_back(tickets.ticket_for(actor, number, to=CHANGE), by=actor)
    flash(request, _("%(ticket)s is out of the archive.") % {"ticket": row.label})
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": paths.ticket(number)})
    return HttpResponseRedirect(paths.ticket(number))
