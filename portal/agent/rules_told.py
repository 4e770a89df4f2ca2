"""What rules did to a ticket, in words, and why the others did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.automation import actions as doing
from core.automation import selectors as automation
from core.automation.rules import EVENTS, VIEW
from core.tickets import selectors as tickets
from portal.agent.rule_words import leaf_told
from portal.ui.views import fragment, needs

if TYPE_CHECKING:
    from core.automation.models import Firing
    from core.automation.selectors import Why

ICONS = {"fired": "zap", "failed": "triangle-alert", "stopped": "ban"}


@needs(VIEW)
@require_GET
def rules_told(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/rules/: the dialog that tells what was done by itself, and why."""
    row = tickets.ticket_for(request.actor, number)  # type: ignore[attr-defined]
    context = {
        "ticket": {"number": row.number, "label": row.label},
        "lines": [_line(one) for one in automation.trace_of(row)],
        "others": [_other(one) for one in automation.why_not(row)],
    }
    return fragment(request, "portal/agent/_rules_told.html", context)


def _line(row: Firing) -> dict[str, Any]:
    event = str(EVENTS.get(row.event, row.event))
    return {"icon": ICONS[row.state], "at": row.at, "name": row.name, "event": event, "text": _told(row)}


def _told(row: Firing) -> str:
    if row.state == "failed":
        return _("Nothing was done, because one part was not possible: %(why)s") % {
            "why": row.told.get("why", "")
        }
    if row.state == "stopped":
        if row.told.get("why") == "depth":
            return _("Stopped: five rules in a row had acted on each other's changes.")
        return _("Stopped: it had acted on this ticket already, and would have gone round in a circle.")
    parts = (
        [_("Done: %(what)s.") % {"what": _names(row.told.get("done", []))}] if row.told.get("done") else []
    )
    if kept := row.told.get("kept"):
        parts.append(_("Left as a person chose it: %(what)s.") % {"what": _names(kept)})
    return " ".join(parts)


def _names(names: list[str]) -> str:
    found = (doing.named(name) for name in names)
    return ", ".join(str(one.label) if one else name for one, name in zip(found, names, strict=True))


def _other(one: Why) -> dict[str, Any]:
    if one.unmet:
        wants = "; ".join(leaf_told(leaf) for leaf in one.unmet)
        text = _("It asks for more: %(conditions)s.") % {"conditions": wants}
    elif one.earlier:
        text = _("It asks how the ticket stood before a change.")
    else:
        text = _("Its conditions hold. It acts when it hears of: %(events)s.") % {
            "events": ", ".join(str(EVENTS[name]) for name in one.rule.events if name in EVENTS)
        }
    return {"name": one.rule.name, "holds": one.holds and not one.earlier, "text": text}
