"""One-click correction of what triage found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from ai import rules
from ai import services as ai
from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE
from portal.agent import advice, case, details
from portal.agent.taking_back import CHANGED
from portal.agent.ticket import BASE, head, may
from portal.ui.happenings import happen
from portal.ui.views import fragment, needs
from tenants.kernel.errors import Invalid

PREFIX = "triage-"


@needs(rules.CORRECT)
@require_POST
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/correct/ with triage-FIELD=value. Answers the panel, with the head out of band.

    With accepted=1 it is the proposal, confirmed as it stood. Tags are turned on and off one by one. The
    value counts whatever version the page has: a person's word about a field is the last one.
    """
    actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=CHANGE)
    value: Any
    name = next((name for name in request.POST if name.startswith(PREFIX)), PREFIX)
    field, given = name.removeprefix(PREFIX), request.POST.get(name, "")
    if field.startswith(details.FIELD):
        field, value = rules.DETAILS, {field.removeprefix(details.FIELD): given or None}
    else:
        value = _value(ticket, field, given)
    ai.correct(ticket, field, value, actor, source="accepted" if request.POST.get("accepted") else "panel")
    fresh = tickets.ticket_for(actor, number)
    context: dict[str, Any] = {
        **head(request, fresh),
        **advice.panel(actor, fresh),
        **may(actor, fresh),
        "head_too": True,
    }
    answer = fragment(request, f"{BASE}_triage_panel.html", context | {"ticket": case.ticket(fresh)})
    return happen(answer, {CHANGED: {}})


def _value(ticket: Any, field: str, given: str) -> Any:
    """The value as ai.services.correct takes it."""
    if field == "tags":
        has = set(ticket.tags.values_list("name", flat=True))
        return sorted(has ^ {given})
    if field in ("escalation", "spam", "thanks"):
        if given not in ("yes", "no"):
            raise Invalid
        return given == "yes"
    return given
