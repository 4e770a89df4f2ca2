"""What the bars above a conversation say: what it may belong to, and what was merged into it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.tickets.selectors import Opened
from portal.agent import paths
from portal.agent.merging import undo_url


def of(seen: Opened) -> dict[str, Any]:
    """`joined` of _joined.html."""
    return {
        "same": _same(seen) if seen.same else None,
        "merges": [
            {
                "label": one.label,
                "subject": one.subject,
                "by": one.by_name,
                "at": one.at,
                "undo_url": undo_url([one.number]),
            }
            for one in seen.merges
        ],
    }


def _same(seen: Opened) -> dict[str, Any]:
    """The question, and where its two answers go. The older one goes on."""
    other, ticket = seen.same, seen.ticket
    assert other is not None
    return {
        "who": ticket.contact.first_name or str(ticket.contact),
        "label": other.label,
        "url": paths.ticket(other.number),
        "subject": other.subject,
        "at": other.at,
        "number": other.number,
        "tickets": f"{ticket.number},{other.number}",
        "merge_url": reverse("agent:merge"),
        "apart_url": reverse("agent:apart", args=[ticket.number]),
    }
