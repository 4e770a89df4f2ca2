"""What a policy may ask of a ticket, over the one language of conditions (core/tickets/conditions). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.tickets.conditions import FIELDS, Group, fields_in, read

VIEW = "tickets.view"
ARRANGE = "desk.manage"
REPORTS = "reports.view"

# What a ticket is, not what it goes through: a promise does not move with every word that is said.
ASKED = ("priority", "queue", "category", "team", "company", "channel", "tags", "language", "customer")
CHANGING = frozenset({"priority", "queue", "category", "team", "tags", "language"})  # as TicketChanged tells
EVERY: Mapping[str, Any] = {"all": []}  # holds for every ticket


def tree_of(conditions: Mapping[str, Any]) -> Group:
    """The checked tree of conditions; none hold for every ticket. Raises BadCondition."""
    return read(conditions or EVERY)


def not_asked(tree: Group) -> str:
    """The label of a field that policies do not ask about; "" when there is none."""
    wrong = next((key for key in sorted(fields_in(tree)) if key not in ASKED), "")
    return str(FIELDS[wrong].label) if wrong in FIELDS else wrong
