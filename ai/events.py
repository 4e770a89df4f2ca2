"""What advice tells the others."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("ai.ticket_triaged")
@dataclass(frozen=True, slots=True)
class TicketTriaged:
    """A run ended with values. engine: local or model."""

    ticket_id: int
    message_id: int
    run_id: int
    engine: str
    needs_reply: bool

    @property
    def order_key(self) -> str:
        return f"ticket:{self.ticket_id}"


@event("ai.triage_failed")
@dataclass(frozen=True, slots=True)
class TriageFailed:
    """Neither engine could read the message, three times over. The run's reason says why."""

    ticket_id: int
    run_id: int


@event("ai.suggestion_changed")
@dataclass(frozen=True, slots=True)
class SuggestionChanged:
    """A suggested reply is ready, withheld, stale or decided."""

    ticket_id: int
    suggestion_id: int
    state: str


@event("ai.field_stepped_back")
@dataclass(frozen=True, slots=True)
class FieldSteppedBack:
    """A field applied too much that was wrong: from now on it only suggests. why: a sentence."""

    field: str
    why: str


@event("ai.drift_seen")
@dataclass(frozen=True, slots=True)
class DriftSeen:
    """Figures of a week are beyond their bounds. week: its Monday, ISO; lines: a sentence for each."""

    week: str
    lines: list[str]


@event("ai.writing_changed")
@dataclass(frozen=True, slots=True)
class WritingChanged:
    """A summary, a translation or another wording is there, or will not come."""

    ticket_id: int
    run_id: int


@event("ai.field_corrected")
@dataclass(frozen=True, slots=True)
class FieldCorrected:
    """A person confirmed or corrected a triage value."""

    ticket_id: int
    field: str
    correction_id: int


@event("ai.incident_changed")
@dataclass(frozen=True, slots=True)
class IncidentChanged:
    """An incident was found, has other tickets or words, or a person decided about it."""

    incident_id: int
    state: str
