"""Sources of a suggested reply as one reader may see them: an answer of a ticket they may not see is no
source to them, nor an internal article to those who may not open the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ai.models import Suggestion
from ai.selectors.alike import stands_on
from core.knowledge.rules import VIEW as VIEW_KNOWLEDGE
from core.tickets import selectors as tickets
from tenants.kernel.actor import Actor

SOLVED = "solved:"
INTERNAL = "internal"


def grounds(row: Suggestion, reader: Actor | None) -> list[dict[str, Any]]:
    """What a suggestion stands on, as programs read it: `stands_on`, as far as this reader may see it."""
    return readable(reader, stands_on(row, reader))


def readable(actor: Actor | None, sources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """No query for who is bound to no queues, and without solved tickets among the sources."""
    kept = list(sources)
    if actor and not actor.may(VIEW_KNOWLEDGE):
        kept = [one for one in kept if one.get("kind") != INTERNAL]
    numbers = {number for one in kept if (number := _number(one))}
    if actor is None or actor.reach is None or not numbers:
        return kept
    rows = tickets.visible(actor).filter(number__in=numbers).order_by()
    seen = set(rows.values_list("number", flat=True))
    return [one for one in kept if (_number(one) or 0) in {0, *seen}]


def _number(source: dict[str, Any]) -> int | None:
    name = str(source.get("id", ""))
    number = name.removeprefix(SOLVED)
    return int(number) if name.startswith(SOLVED) and number.isdecimal() else None
