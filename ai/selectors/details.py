"""What is looked for in messages, and trying it on pasted words and on the latest tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ai import book, options
from ai.contracts import DetailOption, DetailReading
from ai.details.finding import finder
from core.desk import selectors as desk
from core.desk.models import Field
from core.tickets import selectors as tickets
from core.tickets.models import Message, Ticket
from tenants import context
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

LOOKED_BACK = 50  # latest tickets that a trial reads
READ = 10_000  # characters of each


class NoSuchDetail(NotFound):
    """data: field."""

    code = "ai.detail_unknown"
    sentence = "Nothing is looked for in the field “{field}”."


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket in whose first message something is found."""

    ticket: Ticket
    found: DetailReading


@dataclass(frozen=True, slots=True)
class Trial:
    """read: tickets that were looked at."""

    read: int
    hits: tuple[Hit, ...]


def details() -> list[dict[str, Any]]:
    """As ModelSettings.details keeps them, in the order of the fields; of fields that are in use."""
    kept = {row["field"]: row for row in book.decided().details}
    return [kept[field.key] for field in desk.fields() if field.key in kept]


def detail(field: str) -> dict[str, Any]:
    """Raises NoSuchDetail."""
    for row in book.decided().details:
        if row["field"] == field:
            return row
    raise NoSuchDetail(field=field[:60])


def find_in(row: dict[str, Any], text: str) -> DetailReading | None:
    """row: as services.details.checked made it. What would be found in the words."""
    ready = finder((_option(row),))
    return next(iter(ready.find("", text)), None)


def _option(row: dict[str, Any]) -> DetailOption:
    """field "": one that is not there yet."""
    return options.detail(desk.field(row["field"]) if row["field"] else Field(key=""), row)


def look_back(actor: Actor, row: dict[str, Any]) -> Trial:
    """The latest LOOKED_BACK tickets that the actor may see, newest first. Two queries."""
    ready = finder((_option(row),))
    with context.reading():
        rows = list(tickets.visible(actor).order_by("-pk")[:LOOKED_BACK])
        first = Message.objects.filter(ticket__in=[one.pk for one in rows], kind=Message.Kind.CUSTOMER)
        first = first.annotate(words_said=tickets.said()).order_by("ticket", "pk").distinct("ticket")
        texts = {ticket: text[:READ] for ticket, text in first.values_list("ticket", "words_said")}
    found = ((one, next(iter(ready.find(one.subject, texts.get(one.pk, ""))), None)) for one in rows)
    return Trial(len(rows), tuple(Hit(one, reading) for one, reading in found if reading))
