"""What the API shows of merges: those that were made, and what one would do."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.tickets import selectors
from core.tickets.models import TicketMerge
from core.tickets.selectors import Preview


class MergeOut(Shape):
    """A ticket that was merged into this one. messages: how many moved; undo_until: then it stays so."""

    ticket: int
    label: str
    subject: str
    messages: int
    by: str
    merged_at: str
    undo_until: str

    @staticmethod
    def dump(row: TicketMerge) -> dict[str, Any]:
        return {
            "ticket": row.merged.number,
            "label": row.merged.label,
            "subject": row.merged.subject,
            "messages": len(row.message_ids),
            "by": row.by_name,
            "merged_at": moment(row.merged_at),
            "undo_until": moment(selectors.undo_until(row)),
        }


class PreviewOut(Shape):
    """What a merge would do. different_customers: numbers that need `join`; left_out: people beyond 20."""

    survivor: int
    tickets: list[int]
    messages: int
    different_customers: list[int]
    reopens: bool
    wakes: bool
    not_yet_sent: int
    left_out: int

    @staticmethod
    def dump(found: Preview) -> dict[str, Any]:
        return {
            "survivor": found.survivor.number,
            "tickets": [ticket.number for ticket in found.tickets],
            "messages": sum(found.messages.values()),
            "different_customers": [ticket.number for ticket in found.strangers],
            "reopens": found.reopens,
            "wakes": found.wakes,
            "not_yet_sent": found.leaving,
            "left_out": found.left_out,
        }
