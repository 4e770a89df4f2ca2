"""What a ticket is promised, as its detail shows it; `/tickets/<number>/sla/` says how that came about."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.tickets.models import Ticket


class PromiseOut(Shape):
    """kind: first, next, resolution. state: running, paused, met, breached, cancelled.

    target: working minutes. due_at: null while it rests.
    """

    kind: str
    state: str
    target: int
    due_at: str | None
    ended_at: str | None
    breached_at: str | None

    @staticmethod
    def of(ticket: Ticket) -> list[dict[str, Any]]:
        """The last one of each kind. Clocks are a room above; one query."""
        clocks: Any = ticket
        latest = {row.kind: row for row in clocks.clocks.defer("events").order_by("pk")}
        return [PromiseOut.dump(row) for row in latest.values()]

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "state": row.state,
            "target": row.target,
            "due_at": moment(row.due_at),
            "ended_at": moment(row.ended_at),
            "breached_at": moment(row.breached_at),
        }
