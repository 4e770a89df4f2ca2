"""Near-equal messages that were given different categories, side by side, settled with a click; and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ai import rules, selectors, services
from core.desk import selectors as desk
from portal.agent import paths
from portal.settings.frame import actor_of, page
from portal.ui.views import flash, needs, page_of
from tenants.kernel.errors import Conflict

if TYPE_CHECKING:
    from ai.models import Contradiction
    from ai.selectors import Side

PAGE = 20
SHOWN = 600  # characters of a message
Names = dict[str, str]


@needs(rules.POLICY)
@require_GET
def ai_contradictions(request: HttpRequest) -> HttpResponse:
    """GET /settings/ai/contradictions/, newest first. Three statements of its own."""
    actor, names = actor_of(request), _names()
    found, neighbours = page_of(request, selectors.contradictions(actor), PAGE)
    sides = selectors.sides_of(found)
    rows = [_row(row, sides[row.pk], names) for row in found]
    settled = [_settled(row, names) for row in selectors.settled_lately(actor)]
    return page(request, "ai_contradictions", {"rows": rows, "settled": settled, "page": "ai", **neighbours})


@needs(rules.POLICY)
@require_POST
def ai_contradiction(request: HttpRequest, pk: int) -> HttpResponse:
    """POST with keep: the category that is right for both; empty when each is right where it is."""
    actor, keep = actor_of(request), request.POST.get("keep", "")
    services.settle_contradiction(selectors.contradiction(actor, pk), keep, actor)
    told = _("Both are “%(name)s” now; the engine has learned it.") % {"name": _names().get(keep, keep)}
    undo = reverse("settings:ai_contradiction_undo", args=[pk])
    flash(request, told if keep else _("Each keeps its own category."), undo_url=undo)
    return redirect("settings:ai_contradictions")


@needs(rules.POLICY)
@require_POST
def ai_contradiction_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: the ticket that followed goes back, and the pair waits again."""
    actor = actor_of(request)
    row = selectors.contradiction(actor, pk)
    moved = (row.undo or {}).get("ticket")
    try:
        services.unsettle_contradiction(row, actor)
    except Conflict as refusal:
        flash(request, refusal.message, "error")
        return redirect("settings:ai_contradictions")
    told = _("Undone. %(ticket)s has its category back, and the engine forgets what it learned from it.")
    label = next((side.ticket.label for side in (row.one, row.other) if side.ticket_id == moved), "")
    flash(request, told % {"ticket": label} if label else _("Undone. The two wait for your word again."))
    return redirect("settings:ai_contradictions")


def _settled(row: Contradiction, names: Names) -> dict[str, Any]:
    return {
        "id": row.pk,
        "tickets": [
            {
                "label": side.ticket.label,
                "url": paths.ticket(side.ticket.number),
            }
            for side in (row.one, row.other)
        ],
        "kept": names.get(row.kept, row.kept),
        "by": row.settled_by.name if row.settled_by else "",
        "at": row.settled_at,
    }


def _row(row: Contradiction, sides: tuple[Side, Side], names: Names) -> dict[str, Any]:
    return {
        "id": row.pk,
        "likeness": int(100 * row.likeness),
        "sides": [_side(side, names) for side in sides],
    }


def _side(side: Side, names: Names) -> dict[str, Any]:
    decision, ticket = side.decision, side.decision.ticket
    key = str(decision.value)
    return {
        "label": ticket.label,
        "url": paths.ticket(ticket.number),
        "subject": ticket.subject,
        "text": side.text[:SHOWN],
        "is_cut": len(side.text) > SHOWN,
        "key": key,
        "category": names.get(key, key),
        "by": decision.user.name if decision.user else "",
        "at": decision.created_at,
    }


def _names() -> Names:
    return {row.key: row.name for row in desk.categories()} | {"other": _("Other")}
