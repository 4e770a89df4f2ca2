"""One-click correction of what triage found, and taking it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ai import rules, selectors
from ai import services as ai
from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE
from portal.agent import advice, case, details
from portal.agent.codes import SENTIMENTS
from portal.agent.taking_back import CHANGED, LIFE, named, words
from portal.agent.ticket import BASE, head, may
from portal.ui.happenings import happen
from portal.ui.views import fragment, needs
from portal.ui.words import plain_sentiments
from tenants import secrets
from tenants.kernel.errors import Invalid

PREFIX = "triage-"
MARK = "correction-undo"  # what is told is signed for


@needs(rules.CORRECT)
@require_POST
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/correct/ with triage-FIELD=value. Answers the panel, with the head out of band.

    With accepted=1 it is the proposal, confirmed as it stood; with rejected=1 what triage has applied by
    itself is taken back. Tags are turned on and off one by one. The value counts whatever version the page
    has: a person's word about a field is the last one.
    """
    actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=CHANGE)
    value: Any
    name = next((name for name in request.POST if name.startswith(PREFIX)), PREFIX)
    field, given = name.removeprefix(PREFIX), request.POST.get(name, "")
    if request.POST.get("rejected"):
        return _rejected(request, ticket, field)
    if field.startswith(details.FIELD):
        field, value = rules.DETAILS, {field.removeprefix(details.FIELD): given or None}
    else:
        value = _value(ticket, field, given)
    source = "accepted" if request.POST.get("accepted") else "panel"
    told = ai.correct_for_now(ticket, field, value, actor, source=source)
    fresh = tickets.ticket_for(actor, number)
    return happen(_panel(request, fresh), {CHANGED: {}, **(_toast(fresh, field, told) if told else {})})


def _rejected(request: HttpRequest, ticket: Any, field: str) -> HttpResponse:
    """What triage has applied by itself was wrong, whatever would be right."""
    actor = request.actor  # type: ignore[attr-defined]
    left = ai.reject_value(selectors.latest_result(ticket, field), actor)
    fresh = tickets.ticket_for(actor, ticket.number)
    return happen(_panel(request, fresh), {CHANGED: {}, "toast": {"text": _as_before(left)}})


def _panel(request: HttpRequest, fresh: Any) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        **head(request, fresh),
        **advice.panel(actor, fresh),
        **may(actor, fresh),
        "head_too": True,
    }
    return fragment(request, f"{BASE}_triage_panel.html", context | {"ticket": case.ticket(fresh)})


@needs(rules.CORRECT)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/correct/back/: told, as the toast has it. Head and panel. BadLink."""
    actor = request.actor  # type: ignore[attr-defined]
    told = secrets.unsign(MARK, request.POST.get("told", ""), LIFE)
    row = tickets.ticket_for(actor, number, to=CHANGE)
    if told["ticket"] != row.pk:
        raise Invalid
    left = ai.take_back(told, actor)
    fresh = tickets.ticket_for(actor, number)
    context = {**head(request, fresh), **advice.panel(actor, fresh), **may(actor, fresh)}
    answer = fragment(request, f"{BASE}_taken_back.html", context | {"ticket": case.ticket(fresh)})
    return happen(answer, {CHANGED: {}, "toast": {"text": _as_before(left)}})


def _as_before(left: list[str]) -> str:
    """left: what of the queue and the assignee stays, for somebody has decided about it since."""
    if not left:
        return _("It is as before.")
    return _("The category is as before. Changed again since, and left alone: %(what)s.") % {
        "what": named(left)
    }


def _toast(ticket: Any, field: str, told: dict[str, Any]) -> dict[str, Any]:
    """What was said about which field, with its undoing."""
    undo = {
        "url": reverse("agent:correct_back", args=[ticket.number]),
        "told": secrets.sign(MARK, told),
        "ticket": ticket.number,
    }
    return {"toast": {"text": f"{ticket.label}: {_said(ticket, field, told['part'])}", "undo": undo}}


def _said(ticket: Any, field: str, part: str) -> str:
    """What the ticket holds now."""
    if part:
        return str(ticket.fields.get(part) or _("None of these"))
    if field == "category":
        return ticket.category.name if ticket.category else _("No category")
    if field == "priority":
        return words(ticket, "priority")
    if field == "sentiment":
        return plain_sentiments()[SENTIMENTS[ticket.sentiment]][1]
    if field == "escalation":
        return _("Escalation advised") if ticket.is_escalated else _("Escalation not needed")
    return ", ".join(ticket.tags.values_list("name", flat=True)) or _("No tags")


def _value(ticket: Any, field: str, given: str) -> Any:
    """The value as ai.services.correct takes it."""
    if field == "tags":
        return ai.Toggled(given)
    if field in ("escalation", "spam", "thanks"):
        if given not in ("yes", "no"):
            raise Invalid
        return given == "yes"
    return given
