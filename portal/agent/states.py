"""Whether one can be given tickets, for the head of every page. Costs no query."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from core.assignment import selectors
from core.tickets.rules import REPLY
from tenants.kernel.actor import Actor

STATES = (
    ("available", gettext_lazy("Available"), gettext_lazy("You are given tickets, as your queues have it.")),
    ("away", gettext_lazy("Away"), gettext_lazy("No new ones; what you hold stays yours.")),
    (
        "reassign",
        gettext_lazy("Away, others take over"),
        gettext_lazy("Tickets whose customers wait go to others."),
    ),
)


def of(actor: Actor) -> dict[str, Any] | None:
    """For the head of every page: costs no query. None for those who answer nobody."""
    if not actor.may(REPLY):
        return None
    now = selectors.state_of(actor)
    states = [{"key": key, "name": name, "about": about, "on": key == now} for key, name, about in STATES]
    return {"now": now, "name": next(one["name"] for one in states if one["on"]), "states": states}
