"""A ticket under the eyes of rules: its facts, and the chain of what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.automation import spam
from core.automation.book import Ready
from core.desk import selectors as desk
from core.desk.models import Tag
from core.tickets.conditions import Asking, facts_before, facts_of, holds
from core.tickets.models import Ticket
from tenants.events.bus import Chain
from tenants.kernel import clock


@dataclass(slots=True)
class Case:
    """A ticket under the eyes of rules.

    before: facts that were otherwise before what happened. asks_tags: False saves their query.

    link: of which chain what happened is; None when it begins one. name: of the chain that would begin.
    """

    ticket_id: int
    event: str
    name: str
    link: Chain | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    ticket: Ticket | None = None
    asks_tags: bool = True

    def look(self) -> bool:
        """How the ticket stands now. False when it is gone, or goes on in another one. Two queries."""
        rows = Ticket.objects.select_related("contact__company").order_by()
        self.ticket = rows.filter(pk=self.ticket_id, merged_into=None).first()
        if self.ticket is None:
            return False
        _bring_along(self.ticket)
        if not self.asks_tags:
            self.ticket._prefetched_objects_cache = {"tags": Tag.objects.none()}  # type: ignore[attr-defined]
        facts = facts_of(self.ticket)
        self.facts = facts | facts_before(facts, self.before)
        return True

    @property
    def chain(self) -> Chain:
        return self.link or Chain(self.name, 0)


def _bring_along(ticket: Ticket) -> None:
    """Status and category as the desk remembers them: no join."""
    if status := desk.status_by_id(ticket.status_id):
        ticket.status = status
    if category := desk.category_by_id(ticket.category_id):
        ticket.category = category


def asks(ready: Ready, case: Case) -> bool:
    assert case.ticket
    if spam.is_spam(case.ticket) and not spam.is_named(ready.tree):
        return False
    return holds(ready.tree, case.facts, Asking(clock.now()))
