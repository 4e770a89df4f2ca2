"""The organization's own fields on one ticket: what holds for each, and its value. No queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.desk import selectors as desk
from core.desk.fields.rules import Facts, Standing, standing, words_of
from core.desk.models import Priority

if TYPE_CHECKING:
    from core.desk.models import Category, Field
    from core.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class OwnField:
    """One field as it stands on a ticket. value: plain JSON, None when it is empty."""

    field: Field
    standing: Standing
    value: Any


def facts_of(ticket: Ticket) -> Facts:
    """What conditions of fields ask about, from the row in hand."""
    status = desk.status_by_id(ticket.status_id) or ticket.status
    return Facts(
        status=status.category,
        queue=ticket.queue_id,
        category=category_words(desk.category_by_id(ticket.category_id)),
        priority=priority_word(ticket.priority),
        channel=ticket.channel,
        words=words_of(desk.fields(), ticket.fields),
    )


def category_words(category: Category | None) -> tuple[str, ...]:
    """Its key and its group's."""
    if category is None:
        return ()
    return (category.key, category.parent.key) if category.parent else (category.key,)


def priority_word(rank: int) -> str:
    return Priority(rank).name.lower()


def fields_of(ticket: Ticket) -> list[OwnField]:
    """Those that are shown on this ticket, in their order."""
    return shown(desk.fields(), facts_of(ticket), ticket.fields)


def shown(fields: Iterable[Field], facts: Facts, values: Mapping[str, Any]) -> list[OwnField]:
    """The same for a ticket that is not there yet."""
    stands = [OwnField(one, standing(one, facts), values.get(one.key)) for one in fields]
    return [one for one in stands if one.standing.is_shown]
