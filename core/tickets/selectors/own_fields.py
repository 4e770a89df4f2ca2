"""The organization's own fields on one ticket: what holds for each, and its value. No queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core.desk import selectors as desk
from core.desk.fields.options import above
from core.desk.fields.rules import Facts, Standing, standing, words_of
from core.desk.fields.values import BadValue, clean
from core.desk.models import Field, Priority

if TYPE_CHECKING:
    from core.desk.models import Category
    from core.tickets.models import Ticket


NONE, MOST_ASKED = "none", 50
FILLED = ~Q(fields={})  # the words of the partial index, for the database to recognise it


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


def matching(key: str, text: str) -> Q:
    """Tickets whose field holds this. "none": no value; choices and colleagues: any of several, with commas.

    An option of a tree stands for those below it, too. Raises NoSuchField, BadValue.
    """
    one = desk.field(key)
    if text == NONE:
        return ~Q(fields__has_key=key)
    many = one.kind in (*Field.WITH_OPTIONS, Field.Kind.PERSON)
    asked = [part for part in text.split(",") if part.strip()] if many else [text]
    found = Q(pk__in=[])
    for each in asked[:MOST_ASKED]:
        for value in _with_below(one, each.strip()):
            held = [value] if one.kind == Field.Kind.MULTI else value
            found |= Q(fields__contains={key: held})
    return found & FILLED


def _with_below(one: Field, text: str) -> list[Any]:
    if one.kind not in Field.WITH_OPTIONS:
        value = clean(one, text, text)
        if value is None:
            raise BadValue("empty", "")
        return [value]
    keys = [
        option["key"] for option in one.options if text in (option["key"], *above(one.options, option["key"]))
    ]
    if not keys:
        raise BadValue("no_option", "")
    return keys
