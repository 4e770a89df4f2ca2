"""What an agent decides about a suggested reply. Accepting sends nothing: the text goes to the composer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from ai import rules, services
from ai import selectors as ai
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY
from portal.agent import advice, case
from portal.agent.ticket import BASE, may
from portal.ui.views import fragment, needs
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Ticket

WISHES = {"same": "", "shorter": "shorter", "warmer": "friendlier", "formal": "more formal"}


@needs(rules.CORRECT)
@require_POST
def decide(request: HttpRequest, number: int, public_id: str, verb: str) -> HttpResponse:
    """POST /desk/tickets/N/suggestion/ID/VERB/: accept, reject (reason, words), unreject, regenerate (tone,
    language, words). The card."""
    actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=REPLY)
    row = ai.suggestion(public_id)
    if verb not in VERBS or row.ticket_id != ticket.pk:
        raise ai.NoSuchSuggestion
    VERBS[verb](request, actor, ticket, row)
    context = {"ticket": case.ticket(ticket), **advice.suggestion(actor, ticket), **may(actor, ticket)}
    return fragment(request, f"{BASE}_suggestion.html", context)


def _accept(request: HttpRequest, actor: Actor, ticket: Ticket, row: Any) -> None:
    services.accept(row, actor)


def _reject(request: HttpRequest, actor: Actor, ticket: Ticket, row: Any) -> None:
    given, words = request.POST.get("reason", ""), request.POST.get("words", "")
    is_known = given in services.VERDICTS
    services.reject(row, actor, words if is_known else given or words, verdict=given if is_known else "")


def _unreject(request: HttpRequest, actor: Actor, ticket: Ticket, row: Any) -> None:
    services.unreject(row, actor)


def _regenerate(request: HttpRequest, actor: Actor, ticket: Ticket, row: Any) -> None:
    services.regenerate(
        ticket,
        actor,
        WISHES.get(request.POST.get("tone", ""), ""),
        language=request.POST.get("language", ""),
        words=request.POST.get("words", ""),
    )


VERBS: dict[str, Callable[[HttpRequest, Actor, Any, Any], None]] = {
    "accept": _accept,
    "reject": _reject,
    "unreject": _unreject,
    "regenerate": _regenerate,
}
