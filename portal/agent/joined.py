"""What the bars above a conversation say: tickets that were merged into it, with the way back."""

from __future__ import annotations

from typing import Any

from core.tickets.selectors import Opened
from portal.agent.merging import undo_url


def of(seen: Opened) -> dict[str, Any]:
    """`joined` of _joined.html."""
    return {
        "merges": [
            {
                "label": one.label,
                "subject": one.subject,
                "by": one.by_name,
                "at": one.at,
                "undo_url": undo_url([one.number]),
            }
            for one in seen.merges
        ]
    }
