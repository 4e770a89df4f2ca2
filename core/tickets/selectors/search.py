"""Full text over subjects, messages and customers; the last word may be unfinished."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.functions import Coalesce, Left

from core.tickets.models import Message, OldWords, Ticket
from core.tickets.models_numbers import numbering
from core.tickets.selectors.access import reads_notes, said_to, visible
from tenants.kernel.actor import Actor

_WORD = re.compile(r"\w+", re.UNICODE)
LIVING = Coalesce("merged_into", "pk")
MOST_WORDS = 8  # of the query; more narrow nothing further and cost a plan each
OLD = SearchVector(Left("text", 100_000), config="simple")  # as the index of OldWords has it
EXCERPT = 20_000  # characters of a message that are looked through for the line to show


def number_of(text: str) -> int | None:
    """Of a text that is the number of a ticket and nothing else, in any form that was ever given out."""
    return numbering().read(text)


def number_meant(text: str, actor: Actor) -> int | None:
    """The number of a ticket that the text stands for. A bare one may be an order's or a telephone's, too: it
    is a ticket's where this person sees one of that number, which costs a query; else it is a word.
    """
    number = number_of(text)
    if number is None or is_number(text):
        return number
    return number if visible(actor).filter(pk__in=numbered(number)).exists() else None


def numbered(number: int) -> QuerySet[Ticket, int]:
    """Where the ticket of this number goes on: its own id, or that of what it was merged into."""
    return Ticket.objects.filter(number=number).order_by().values_list(LIVING, flat=True)


def label_of(number: int) -> str:
    """ "T-0042", for who has a number and no ticket in hand."""
    return numbering().label(number)


def merged_into_it(text: str, row: Ticket) -> str:
    """The label of a ticket that goes on in this one, where `text` is its number; else ""."""
    number = number_of(text)
    return numbering().label(number) if number not in (None, row.number) else ""


def found(text: str, actor: Actor) -> QuerySet[Ticket, int] | list[int]:
    """Ids of the tickets that match all the words; a ticket's number (`number_meant`) finds just that ticket.

    What was merged is found where it goes on. Notes are looked through for those who read them; whether the
    actor may see the tickets is for the caller to ask.
    """
    if (number := number_meant(text, actor)) is not None:
        return list(numbered(number))
    if (query := _query(text)) is None:
        return []
    said = _readable(actor).filter(words=query).order_by().values("ticket_id")
    old = OldWords.objects.annotate(words=OLD).filter(words=query)
    old = old.filter(message__in=_readable(actor).order_by().values("pk")).order_by()
    titled = (
        Ticket.objects.annotate(title=SearchVector("subject", config="simple"))
        .filter(title=query)
        .order_by()
        .values(living=LIVING)
    )
    written_by = Ticket.objects.filter(_from(text)).order_by().values(living=LIVING)
    return said.union(titled, written_by, old.values("message__ticket_id"), all=False)  # type: ignore[return-value]


def is_number(text: str) -> bool:
    """Does it name a ticket, as "T-0042" or "#42" do? A bare number is no more than that."""
    return number_of(text) is not None and not text.strip().isdecimal()


def matching(actor: Actor, text: str, limit: int) -> list[int]:
    """Ids of the visible tickets that match, the last touched first."""
    rows = visible(actor).filter(_one_of(found(text, actor))).order_by("-last_message_at", "-pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def matching_texts(actor: Actor, ticket_ids: Sequence[int], text: str) -> dict[int, str]:
    """{ticket id: the newest message that has the words}, its first EXCERPT characters. One query."""
    if not ticket_ids or (query := _query(text)) is None:
        return {}
    said = said_to(actor, Message.objects.filter(ticket__in=ticket_ids, words=query, withdrawn_at=None))
    newest = said.order_by("ticket_id", "-pk").distinct("ticket_id")
    return dict(newest.values_list("ticket_id", Left("text", EXCERPT)))


def _one_of(ids: QuerySet[Ticket, int] | list[int]) -> Q | Func:
    """The ids first, then the tickets by them; left to itself, PostgreSQL reads all tickets."""
    if isinstance(ids, list):
        return Q(pk__in=ids)
    words = "%(expressions)s)"
    return Func(
        F("pk"), ArraySubquery(ids), template=words, arg_joiner=" = ANY(", output_field=BooleanField()
    )


def _readable(actor: Actor) -> QuerySet[Message]:
    messages = Message.objects.filter(withdrawn_at=None, is_private=False)
    return messages if reads_notes(actor) else messages.exclude(kind__in=Message.INTERNAL)


def _query(text: str) -> SearchQuery | None:
    """All the words, the last one as a beginning; None without a word."""
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    if not words:
        return None
    return SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), search_type="raw", config="simple")


def _from(text: str) -> Q:
    """Customers whose address or name begins with the text."""
    plain = text.strip()[:100]
    return Q(contact__email__istartswith=plain) | Q(contact__name__istartswith=plain)
