"""A single change of a ticket offers its undoing in a toast; pressed, what is still so goes back.

What is to be put back travels in the page, signed: nothing is kept for changes that nobody takes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from core.desk import kinds
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import ASSIGN, CHANGE
from portal.agent import paths
from portal.agent.bulk_words import LABELS
from portal.agent.codes import PRIORITIES, status
from portal.agent.ticket import BASE, head
from portal.ui.happenings import happen
from portal.ui.views import fragment, is_htmx, needs
from portal.ui.words import plain_priorities
from tenants import secrets
from tenants.kernel import minutes
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.tickets.models import Ticket

CHANGED = "ticket-changed"
LIFE = timedelta(hours=1)  # a page that is left open longer has seen other changes
CHILDREN, DONE = "children", "done"
STAYS = {
    CHILDREN: gettext_noop("This ticket is as before. The tickets under it stay finished."),
    DONE: gettext_noop(
        "Its values are as before. What else was done (words, letters, checklists, followers) stays."
    ),
}
OFFERED = frozenset({"status", "priority", "type", "assignee", "responsible", "subject", "spam", "estimate"})


@needs(CHANGE, ASSIGN)
@require_POST
def back(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/back/: told, as the toast has it. The head. BadLink, Invalid."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = secrets.unsign("change-undo", request.POST.get("told", ""), LIFE)
    is_handed = told["moved"]["after"].keys() & {"assignee", "responsible"}
    row = tickets.ticket_for(actor, number, to=ASSIGN if is_handed else CHANGE)
    if told["ticket"] != row.pk:
        raise Invalid
    since = services.give_back(row, told["moved"], by=actor)
    if not is_htmx(request):
        return redirect(paths.ticket(number))
    response = fragment(request, f"{BASE}_head.html", head(request, tickets.ticket_for(actor, number)))
    return tell(response, {"text": _outcome(since, told.get("stays", ""))})


def _outcome(since: list[str], stays: str) -> str:
    """What taking back came to: what others changed since, and what values do not bring back."""
    said = [_("Changed again since, and left alone: %(what)s.") % {"what": named(since)}] if since else []
    return " ".join([*said, *([_(STAYS[stays])] if stays in STAYS else [])]) or _("It is as before.")


def offer(before: Mapping[str, Any], fresh: Ticket, field: str, *, stays: str = "") -> dict[str, Any] | None:
    """The toast after a change. before: as services.stand tells; None where there is nothing to take back.

    stays: a key of STAYS.
    """
    moved = services.difference(dict(before), services.stand(fresh, tags=False))
    if field not in OFFERED or moved is None:
        return None
    return toast_of(fresh, moved, f"{fresh.label}: {words(fresh, field)}", stays=stays)


def toast_of(fresh: Ticket, moved: Mapping[str, Any] | None, text: str, *, stays: str = "") -> dict[str, Any]:
    """What is said, with the undoing of what has moved."""
    if moved is None:
        return {"text": text}
    told = secrets.sign("change-undo", {"ticket": fresh.pk, "moved": moved, "stays": stays})
    undo = {"url": reverse("agent:back", args=[fresh.number]), "told": told, "ticket": fresh.number}
    return {"text": text, "undo": undo}


def tell(
    response: HttpResponse, toast: dict[str, Any] | None, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """With the answer: the ticket has changed, what is said about it, and further events of the page."""
    return happen(response, {CHANGED: {}, **({"toast": toast} if toast else {}), **(more or {})})


def words(row: Ticket, field: str) -> str:
    """What the field holds now."""
    if field == "status":
        return status(row)["name"]
    if field == "priority":
        return plain_priorities()[PRIORITIES[row.priority]]
    if field == "assignee":
        return row.assignee.name if row.assignee else _("Unassigned")
    if field == "responsible":
        who = row.responsible.name if row.responsible else _("nobody")
        return _("Responsible: %(who)s") % {"who": who}
    if field == "estimate":
        return _("Estimate: %(length)s") % {"length": minutes.hours(row.estimated_minutes or 0)}
    if field == "queue":
        queue = desk.queue_by_id(row.queue_id)
        return queue.name if queue else ""
    if field == "type":
        found = kinds.kind_by_id(row.type_id)
        return _(found.name) if found else _("No type")
    if field == "spam":
        return _("Spam") if row.is_spam else _("Not spam")
    return _("Subject changed")


def named(names: list[str]) -> str:
    return ", ".join(str(LABELS.get(name, name.removeprefix("fields."))) for name in names)
