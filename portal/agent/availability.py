"""Whether one can be given tickets: the menu in the head of the desk, and taking a ticket by opening it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.accounts import selectors as accounts
from core.assignment import services
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY, VIEW
from portal.agent import states, taking_back
from portal.agent.ticket import BASE, head
from portal.ui.happenings import happen
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel.actor import Actor

BACK = "back"


@needs(REPLY)
@require_POST
def availability(request: HttpRequest) -> HttpResponse:
    """POST /desk/availability/ with state, or back: available, with what was taken back. The menu."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    me, wanted = accounts.myself(actor), request.POST.get("state", "")
    said = ""
    if wanted == BACK:
        count = services.come_back(me, by=actor)
        said = ngettext("%(num)d ticket is yours again.", "%(num)d tickets are yours again.", count) % {
            "num": count
        }
    else:
        services.save_availability(me, by=actor, state=wanted)
    shown = states.of(actor)
    assert shown
    if not is_htmx(request):
        return redirect("agent:inbox")
    response = fragment(request, f"{BASE}_availability.html", {"availability": shown})
    return happen(response, {"toast": {"text": said or str(shown["name"])}})


@needs(VIEW)  # the page asks by itself: who may only look is no refusal, there is just nothing to be taken
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/take/: the page asks when it is opened. The head; 204 where nothing was taken."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = services.take_on_open(tickets.ticket_for(actor, number), by=actor)
    if row is None:
        return HttpResponse(status=204)
    response = fragment(request, f"{BASE}_head.html", head(request, tickets.ticket_for(actor, number)))
    return taking_back.tell(response, {"text": _("It is yours, because you opened it.")})
