"""The checklist of a ticket, as its page shows and changes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE
from portal.agent import paths
from portal.agent.codes import status_row
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound

Context = dict[str, Any]


@needs(CHANGE)
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/checklist/: text adds an item, a number such as T-0042 that ticket; order=ids."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, CHANGE)
    if "order" in request.POST:
        ids = [int(one) for one in request.POST["order"].split(",") if one.isdecimal() and len(one) < 18]
        services.order_items(row, ids, by=actor)
        return _shown(request, number)
    text = request.POST.get("text", "")[:1_000]
    try:
        about = tickets.ticket_for(actor, text.strip(), CHANGE) if tickets.is_number(text) else None
        services.add_item(row, "" if about else text, by=actor, about=about)
    except (Invalid, Conflict, NotFound) as refusal:
        return _shown(request, number, refusal.message, text)
    return _shown(request, number, is_adding=True)


@needs(CHANGE)
@require_POST
def item(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST /desk/tickets/N/checklist/ID/: action done, undone, up, down or remove."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, action = tickets.item_for(actor, number, pk), request.POST.get("action", "")
    if action in ("done", "undone"):
        services.tick(row, action == "done", by=actor)
    elif action in ("up", "down"):
        services.order_items(row.ticket, _moved(actor, number, pk, -1 if action == "up" else 1), by=actor)
    elif action == "remove":
        services.remove_item(row, by=actor)
    else:
        raise Invalid
    return _shown(request, number)


def shown(found: Sequence[tickets.Item]) -> Context:
    """`checklist` of _checklist.html."""
    return {
        "items": [_item(one) for one in found],
        "done": sum(one.done_at is not None for one in found),
    }


def _item(one: tickets.Item) -> Context:
    is_done = one.done_at is not None
    status = desk.status_by_id(one.status_id)
    return {
        "id": one.id,
        "text": one.text or one.subject or _("a ticket that is gone, or that you may not see"),
        "label": one.label,
        "url": paths.ticket(one.number) if one.number else "",
        "status": status_row(status) if status else None,
        "is_done": is_done,
        "told": _("%(name)s ticked it") % {"name": one.done_by} if is_done else "",
        "at": one.done_at,
    }


def _moved(actor: Actor, number: int, pk: int, by: int) -> list[int]:
    """The ids with one of them a place further."""
    ids = [one.id for one in tickets.checklist_of(actor, number)]
    here = ids.index(pk)
    there = min(max(here + by, 0), len(ids) - 1)
    ids.insert(there, ids.pop(here))
    return ids


def _shown(
    request: HttpRequest, number: int, error: str = "", text: str = "", *, is_adding: bool = False
) -> HttpResponse:
    if not is_htmx(request):
        return HttpResponseRedirect(paths.ticket(number))
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "ticket": {"number": number},
        "checklist": shown(tickets.checklist_of(actor, number)),
        "may_change": True,
        "item_error": error,
        "item_text": text,
        "item_focus": is_adding or bool(error),
    }
    return fragment(request, "portal/agent/_checklist.html", context, 422 if error else 200)
