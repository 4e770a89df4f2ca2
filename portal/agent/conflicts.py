"""What is asked back before a change of a ticket: somebody else was faster, or tickets under it are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.audit import trail
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from portal.agent.ticket import BASE, head
from portal.ui.views import fragment
from portal.ui.words import plain_priorities
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.services import OpenChildren


def stale(request: HttpRequest, actor: Actor, number: int, field: str, value: str) -> HttpResponse:
    """The newest head with what was wanted, and a button that does it all the same."""
    fresh = tickets.ticket_for(actor, number)
    last = trail.history(fresh).last()
    conflict = {
        "by": (last.actor_name if last else "") or _("Somebody"),
        "wanted": _wanted(field, value),
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
    labels = refusal.data["children"]
    return {"count": len(labels), "labels": ", ".join(labels[:5]) + ("…" if len(labels) > 5 else "")}


def _wanted(field: str, value: str) -> str:
    """What the person meant to set, for the sentence about the conflict."""
    if field == "status":
        return _("status %(value)s") % {"value": _(desk.status(value).label)}
    if field == "priority":
        return _("priority %(value)s") % {"value": plain_priorities().get(value, value)}
    if field == "subject":
        return _("subject “%(value)s”") % {"value": value[:80]}
    if field == "type":
        return _("another type")
    return _("another assignee")
