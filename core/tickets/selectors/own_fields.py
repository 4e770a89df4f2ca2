"""The organization's own fields on one ticket: what holds for each, and its value. No queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from core.desk import selectors as desk
from core.desk.fields.options import above
from core.desk.fields.rules import Facts, Standing, standing, words_of
from core.desk.fields.values import BadValue, clean
from core.desk.models import Field, Priority, Status

if TYPE_CHECKING:
    from core.desk.models import Category
    from core.tickets.models import Ticket


NONE, MOST_ASKED = "none", 50


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


def fields_told(ticket: Ticket) -> list[OwnField]:
    """Those that its customer may read, where they hold something; none to people in copy (`in_copy`)."""
    if getattr(ticket, "in_copy", False):
        return []
    return [one for one in fields_of(ticket) if one.field.customer_sees and one.value is not None]


def to_open(
    fields: Iterable[Field],
    typed: Mapping[str, Any],
    *,
    channel: str,
    queue_id: int | None = None,
    priority: int = Priority.MEDIUM,
) -> list[OwnField]:
    """Those of a form that opens a ticket: shown, and not locked. typed: {key: as it was sent}."""
    known = tuple(fields)
    values = {one.key: value for one in known if (value := _if_good(one, typed.get(one.key))) is not None}
    facts = Facts(
        status=Status.Category.NEW,
        queue=queue_id or desk.default_queue().pk,
        priority=priority_word(priority),
        channel=channel,
        words=words_of(known, values),
    )
    return [one for one in shown(known, facts, values) if not one.standing.is_read_only]


def shown(fields: Iterable[Field], facts: Facts, values: Mapping[str, Any]) -> list[OwnField]:
    """As `fields_of`, of a ticket with these facts."""
    stands = [OwnField(one, standing(one, facts), values.get(one.key)) for one in fields]
    return [one for one in stands if one.standing.is_shown]


def _if_good(one: Field, raw: Any) -> Any:
    try:
        return clean(one, raw)
    except BadValue:
        return None


def held_counts() -> dict[str, int]:
    """{key: number of tickets that hold a value}. Reads all tickets: for the page that arranges fields."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT k, count(*) FROM tickets_ticket, jsonb_object_keys(fields) k GROUP BY k")
        return dict(cursor.fetchall())


def matching(key: str, text: str) -> Q:
    """Tickets whose field holds this. "none": no value; choices and colleagues: any of several, with commas.

    An option of a tree stands for those below it, too. Raises NoSuchField, BadValue.
    """
    one = desk.field(key)
    if text == NONE:
        return ~Q(fields__has_key=key)
    many = one.kind in (*Field.WITH_OPTIONS, Field.Kind.PERSON)
    asked = [part for part in text.split(",") if part.strip()] if many else [text]
    values = [value for each in asked[:MOST_ASKED] for value in _with_below(one, each.strip())]
    found = Q(pk__in=[])
    for value in dict.fromkeys(values):  # each once, however often the options above it are named
        held = [value] if one.kind == Field.Kind.MULTI else value
        found |= Q(fields__contains={key: held})
    return found


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
