"""Sources of a suggested reply as one reader may see them: an answer of a ticket they may not see is no
source to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.tickets import selectors as tickets
from tenants.kernel.actor import Actor

SOLVED = "solved:"


def readable(actor: Actor | None, sources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """No query for who is bound to no queues, and without solved tickets among the sources."""
    numbers = {number for one in sources if (number := _number(one))}
    if actor is None or actor.reach is None or not numbers:
        return list(sources)
    rows = tickets.visible(actor).filter(number__in=numbers).order_by()
    seen = set(rows.values_list("number", flat=True))
    return [one for one in sources if (_number(one) or 0) in {0, *seen}]


def _number(source: dict[str, Any]) -> int | None:
    name = str(source.get("id", ""))
    number = name.removeprefix(SOLVED)
    return int(number) if name.startswith(SOLVED) and number.isdecimal() else None
