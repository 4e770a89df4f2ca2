"""Near-equal messages that were given different categories, side by side, each settled with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ai import rules, selectors, services
from core.desk import selectors as desk
from portal.agent import paths
from portal.settings.frame import actor_of, page
from portal.ui.views import flash, needs, page_of

if TYPE_CHECKING:
    from ai.models import Contradiction
    from ai.selectors import Side

PAGE = 20
SHOWN = 600  # characters of a message
Names = dict[str, str]


@needs(rules.POLICY)
@require_GET
def ai_contradictions(request: HttpRequest) -> HttpResponse:
    """GET /settings/ai/contradictions/, newest first. Two statements of its own."""
    found, neighbours = page_of(request, selectors.contradictions(actor_of(request)), PAGE)
    sides, names = selectors.sides_of(found), _names()
    rows = [_row(row, sides[row.pk], names) for row in found]
    return page(request, "ai_contradictions", {"rows": rows, "page": "ai", **neighbours})


@needs(rules.POLICY)
@require_POST
def ai_contradiction(request: HttpRequest, pk: int) -> HttpResponse:
    """POST with keep: the category that is right for both; empty when each is right where it is."""
    actor, keep = actor_of(request), request.POST.get("keep", "")
    services.settle_contradiction(selectors.contradiction(actor, pk), keep, actor)
    told = _("Both are “%(name)s” now; the engine has learned it.") % {"name": _names().get(keep, keep)}
    flash(request, told if keep else _("Each keeps its own category."))
    return redirect("settings:ai_contradictions")


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
