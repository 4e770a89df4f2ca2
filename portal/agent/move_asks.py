"""What a change still has to know before a card can be moved: asked in a dialog, which moves it then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.desk import selectors as desk
from core.desk.fields.rules import Standing
from core.tickets import services
from core.tickets.selectors.own_fields import OwnField
from portal.agent import conflicts, moments
from portal.agent.own_fields import colleagues
from portal.ui import own_fields
from portal.ui.forms import Form
from portal.ui.views import fragment

if TYPE_CHECKING:
    from core.tickets.models import Ticket
    from tenants.kernel.errors import Refusal

CARRIED = ("number", "version", "status", "priority", "assignee", "queue")
NAMES = {"pending_reason": "reason", "pending_until": "at"}


def shown(request: HttpRequest, row: Ticket, refusal: Refusal) -> HttpResponse:
    """The dialog, with what was typed before and what is said about it."""
    given = request.POST
    asks_moment = isinstance(refusal, services.HoldNeeds | services.BadMoment) or "reason" in given
    typed = own_fields.sent(request, desk.fields())
    wanted = {*typed, *_named(refusal)}
    fields = [one for one in desk.fields() if one.key in wanted]
    form = Form.of(request, "reason", "at")
    if fields:
        form = own_fields.with_fields(form, fields, typed)
    if _is_retry(request) and not isinstance(refusal, services.OpenChildren):
        form.refused(refusal, NAMES | ({"__all__": "at"} if isinstance(refusal, services.BadMoment) else {}))
    people = colleagues() if any(one.kind == "person" for one in fields) else ()
    rows = [OwnField(one, Standing(required="always"), row.fields.get(one.key)) for one in fields]
    context = {
        "ticket": {"label": row.label, "subject": row.subject},
        "target": _(desk.status(given["status"]).label) if given.get("status") else "",
        "move_url": reverse("agent:board_move"),
        "carried": [(name, given[name]) for name in CARRIED if name in given],
        "form": form,
        "asks_moment": asks_moment,
        "soonest": f"{moments.morning(1, moments.zone(request)):%Y-%m-%dT%H:%M}",
        "own_fields": own_fields.controls(request, rows, typed if _is_retry(request) else None, people),
        "children": conflicts.told(refusal) if isinstance(refusal, services.OpenChildren) else None,
        "with_children": given.get("with_children", ""),
    }
    code = 409 if isinstance(refusal, services.OpenChildren) else 422
    response = fragment(request, "portal/agent/_move_ask.html", context, code)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialogs", "innerHTML"
    return response


def _is_retry(request: HttpRequest) -> bool:
    """Was it the dialog that asked? Nothing was missing yet when the card was dropped."""
    return request.POST.get("from") == "dialog"


def _named(refusal: Refusal) -> list[str]:
    """Keys of own fields that it speaks of."""
    said: dict[str, Any] = refusal.data.get("fields") or {}
    return [name.removeprefix(own_fields.PREFIX) for name in said if name.startswith(own_fields.PREFIX)]
