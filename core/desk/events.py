"""What the desk tells: something about its arrangement changed."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("desk.arranged")
@dataclass(frozen=True)
class DeskArranged:
    """kind: calendar, holiday, queue, status, category, tag, tickettype, team, mailtext, savedview ..."""

    kind: str
    row_id: int
    by: str
