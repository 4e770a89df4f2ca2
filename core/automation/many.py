"""A macro done to many tickets at once: one of the acts of tickets.bulk."""

from __future__ import annotations

from typing import Any

from core.automation.actions import perform, read
from core.automation.selectors.macros import macro
from core.tickets.models import Ticket
from core.tickets.rules import CHANGE
from core.tickets.services.bulk import Act, offer
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

NAME = "macro"


def _read(value: Any, by: Actor) -> dict[str, Any]:
    """Frozen as it is when it starts: what is changed about it later is not done to the rest."""
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 15:
        raise Invalid
    row = macro(by, int(value))
    read(row.actions, by=by)
    return {"id": row.pk, "name": row.name, "actions": row.actions}


def _do(ticket: Ticket, value: dict[str, Any], by: Actor) -> None:
    perform(ticket, read(value["actions"]), by=by)


def prepare() -> None:
    """Called once, when the app is ready."""
    offer(NAME, Act((CHANGE,), _read, do=_do, tags=True, is_alone=True))
