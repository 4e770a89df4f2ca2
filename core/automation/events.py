"""What rules ask of others."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("automation.advice_wanted")
@dataclass(frozen=True, slots=True)
class AdviceWanted:
    """A rule or a macro asks a model. what: triage, draft or summary."""

    ticket_id: int
    by: str
    what: str

    @property
    def order_key(self) -> str:
        return f"ticket:{self.ticket_id}"
