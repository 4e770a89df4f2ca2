"""What the record tells of a ticket, as far as it is this reader's to know: for page and API alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Value

from core.audit import trail
from core.audit.models import Record
from core.tickets.models import Ticket
from core.tickets.rules import SEE_REASONS
from core.tickets.selectors.access import reads_notes
from tenants.kernel.actor import Actor

INTERNAL = (  # what is told of notes, of drafts, and of side conversations with those who got them unseen
    "ticket.noted",
    "ticket.note_edited",
    "ticket.note_deleted",
    "ticket.note_restored",
    "ticket.draft_taken",
    "ticket.forwarded",
    "ticket.aside_heard",
)
REASONS = ("escalation_reason",)  # of advice


def activity(actor: Actor, ticket: Ticket) -> QuerySet[Record]:
    """Oldest first; with `bare` for those to whom advice gives no reasons (see `without_reasons`)."""
    lines = trail.history(ticket)
    if actor.kind == "user" and not actor.may(SEE_REASONS):
        lines = lines.annotate(bare=Value(True))
    return lines if reads_notes(actor) else lines.exclude(action__in=INTERNAL)


def told(actor: Actor, records: Iterable[Record]) -> list[Record]:
    """Those of the lines in hand that `activity` has."""
    hidden = () if reads_notes(actor) else INTERNAL
    return [one for one in records if one.action not in hidden]


def without_reasons(record: Record, side: Any) -> Any:
    """before or after of a line of `activity`, as its reader may see it."""
    if not isinstance(side, dict) or not getattr(record, "bare", False):
        return side
    return {name: value for name, value in side.items() if name not in REASONS}
