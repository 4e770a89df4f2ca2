"""What is asked back before a change of a ticket: somebody else was faster, or tickets under it are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from core.audit import trail
from core.desk import kinds
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from portal.agent import case
from portal.agent.ticket import BASE, head
from portal.ui.views import fragment
from portal.ui.words import plain_priorities
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Ticket
    from core.tickets.services import OpenChildren

LABELS = {
    "status": gettext_lazy("status"),
    "priority": gettext_lazy("priority"),
    "type": gettext_lazy("type"),
    "assignee": gettext_lazy("assignee"),
    "responsible": gettext_lazy("responsible"),
    "subject": gettext_lazy("subject"),
}


def stale(request: HttpRequest, actor: Actor, number: int, field: str, value: str) -> HttpResponse:
    """The newest head; what stands there beside what was wanted, with a button that does it all the same."""
    fresh = tickets.ticket_for(actor, number)
    last = trail.history(fresh).last()
    conflict = {
        "by": (last.actor_name if last else "") or _("Somebody"),
        "label": LABELS.get(field, field),
        "theirs": _theirs(fresh, field),
        "wanted": _wanted(actor, field, value),
        "retry_url": reverse("agent:change", args=[number]),
        "retry_vals": {field: value, "version": fresh.version},
    }
    return fragment(request, f"{BASE}_head.html", head(request, fresh, conflict=conflict), status=412)


def children(
    request: HttpRequest, actor: Actor, number: int, value: str, refusal: OpenChildren
) -> HttpResponse:
    """The head with the question what becomes of the open tickets under it."""
    asked = told(refusal) | {"status": value, "url": reverse("agent:change", args=[number])}
    row = tickets.ticket_for(actor, number)
    return fragment(request, f"{BASE}_head.html", head(request, row, children=asked), status=409)


def unsent(request: HttpRequest, refusal: OpenChildren) -> HttpResponse:
    """The same for a reply that was to resolve it."""
    return fragment(request, f"{BASE}_children_asked.html", {"children": told(refusal)}, status=409)


def told(refusal: OpenChildren) -> dict[str, Any]:
    """labels: of those this person may see. kept: how many stay open whatever they choose."""
    labels, count = refusal.data["children"], refusal.data["count"]
    shown = ", ".join(labels[:5])
    return {
        "count": count,
        "labels": shown if count == len(labels) <= 5 else f"{shown}…",
        "kept": refusal.data["kept"],
    }


def _theirs(row: Ticket, field: str) -> str:
    """What stands there now, in words."""
    shown = case.ticket(row)
    if field == "status":
        return str(shown["status"]["name"])
    if field == "priority":
        return plain_priorities()[shown["priority"]]
    if field == "assignee":
        return row.assignee.name if row.assignee else _("Unassigned")
    if field == "responsible":
        return row.responsible.name if row.responsible else _("Nobody")
    return str(shown.get(field) or "")


def _wanted(actor: Actor, field: str, value: str) -> str:
    """What the person meant to set, in words."""
    if field == "status":
        return _(desk.status(value).label)
    if field == "priority":
        return plain_priorities().get(value, value)
    if field == "type":
        return _(kinds.kind(value).name) if value != "none" else _("No type")
    if field in ("assignee", "responsible"):
        return _colleague(actor, value)
    return value[:255]


def _colleague(actor: Actor, value: str) -> str:
    if value == "none":
        return _("Unassigned")
    if value in ("me", str(actor.id)):
        return actor.name
    return accounts.names_of({int(value)}).get(int(value), "") if value.isdecimal() else ""
