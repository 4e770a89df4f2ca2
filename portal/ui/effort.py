"""What suggested replies save and what tickets take, as pages say it: the figure and how it came about."""

from __future__ import annotations

from typing import Any

from ai.selectors import Effort
from ai.selectors.effort import DAYS, LEAST
from portal.ui.times import lasting

Context = dict[str, Any]


def saved(found: Effort) -> Context:
    """`saved` of ai_quality.html and ai_costs.html. time None: it is not measured yet, and why."""
    return {
        "days": DAYS,
        "least": LEAST,
        "time": None if found.saved is None else lasting(found.saved),
        "is_none": found.saved == 0,
        "each": None if found.saved_each is None else lasting(found.saved_each),
        "used": found.used,
        "aided": _side(found.aided),
        "alone": _side(found.alone),
    }


def per_ticket(found: Effort) -> Context:
    """`effort` of gaps.html: what a ticket takes without a suggestion. time None: it is not measured yet."""
    return {
        "days": DAYS,
        "least": LEAST,
        "time": None if found.per_ticket is None else lasting(found.per_ticket),
        "replies": round(found.replies / found.tickets, 1) if found.tickets else 0,
        "alone": _side(found.alone),
    }


def _side(side: Any) -> Context:
    return {"number": side.number, "median": lasting(side.median)}
