"""What rules did to a ticket, and why the others did not: kept lines, and conditions asked again now."""

from __future__ import annotations

from dataclasses import dataclass

from core.automation import book
from core.automation.case import Case
from core.automation.models import Firing, Rule
from core.automation.rules import HAPPENS
from core.tickets.conditions import WAS, Asking, Leaf
from core.tickets.conditions.single import unmet
from core.tickets.models import Ticket
from tenants.kernel import clock

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Why:
    """An active rule as it would be asked of the ticket now. unmet: because of which conditions it would not
    act; earlier: it asks how the ticket stood before a change, which only a change can answer.
    """

    rule: Rule
    unmet: tuple[Leaf, ...]
    earlier: bool
    hears: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.unmet


def trace_of(ticket: Ticket) -> list[Firing]:
    """The latest first. One query."""
    return list(Firing.objects.filter(ticket=ticket).order_by("-id")[:SHOWN])


def why_not(ticket: Ticket) -> list[Why]:
    """Each active trigger, asked of the ticket as it stands. Two queries."""
    case, asking = Case(ticket.pk, "", ""), Asking(clock.now())
    if not case.look():
        return []
    found = []
    for ready in book.page().triggers:
        leaves = unmet(ready.tree, case.facts, asking)
        now = tuple(leaf for leaf in leaves if not leaf.field.key.startswith(WAS))
        earlier = any(leaf.field.key.startswith(WAS) for leaf in leaves)
        hears = tuple(name for name in ready.row.events if name in HAPPENS)
        found.append(Why(ready.row, now, earlier, hears))
    return found
