"""One statement of several parts: hits of every kind with their ranks, each beside the facts of its ticket.

A part is a query that core/search/hits.py made, with its own limit and its own idea of who may see what; here
its rows get one shape. A statement for each kind, ranks and facts in others, took five times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import Query

from core.tickets.models import Message, Ticket
from tenants.database import hot

TEXT, STEM, FILE, SUBJECT, PERSON = "text", "stem", "file", "subject", "person"
FACTS = ("id", "status_id", "queue_id", "assignee_id", "category_id", "priority", "sentiment", "channel")
MORE_FACTS = "date_part('epoch', t.last_message_at), t.archived_at IS NOT NULL"  # a moment costs more to read
SHAPES = {  # kind: its columns in a part, and the same as (kind, message, entry, rank, ticket)
    TEXT: ("message, ticket, words", "'text', message, 0::bigint, {rank}, ticket"),
    FILE: (
        "entry, message, attachment, ticket, words",
        "CASE WHEN attachment IS NULL THEN 'stem' ELSE 'file' END, message, entry, {rank}, ticket",
    ),
    SUBJECT: ("ticket", "'subject', 0::bigint, 0::bigint, 0::real, ticket"),
    PERSON: ("ticket", "'person', 0::bigint, 0::bigint, 0::real, ticket"),
}
_FACTS = ", ".join([*(f"t.{name}" for name in FACTS), MORE_FACTS])
_RANK = "ts_rank(words, {query}, 1)"  # 1: long texts do not win by their length
_WHOLE = """
    SELECT hit.kind, hit.message, hit.entry, hit.rank, {is_old}, {facts}
      FROM ({parts}) AS hit(kind, message, entry, rank, ticket) JOIN {tickets} t ON t.id = hit.ticket
"""
_GAP = re.compile(r"\{(\w+)\}")


class Piece(NamedTuple):
    """Of a statement, with the values of its placeholders in their order."""

    text: str
    values: tuple[Any, ...] = ()


class Hit(NamedTuple):
    """Of a ticket, with what facets count and orders compare (`facts`).

    kind: text, stem, file, subject or person. entry: of a stem or a file. rank: by PostgreSQL, 0 where nobody
    asked. is_old: from the archive. at: of the last message, in seconds since 1970.
    """

    kind: str
    message: int
    entry: int
    rank: float
    is_old: bool
    ticket: int
    status: int
    queue: int
    assignee: int | None
    category: int | None
    priority: int
    sentiment: int | None
    channel: str
    at: float
    is_archived: bool

    @property
    def facts(self) -> tuple[Any, ...]:
        return self[5:]


_HIT = partial(tuple.__new__, Hit)  # hundreds at once: without a call of Python's each


class Part(NamedTuple):
    """rows: limited, with the columns of its kind in SHAPES. FILE: entries, stems among them.

    query: what its rows are ranked by.
    """

    kind: str
    rows: Piece
    query: Piece | None = None


def answers(parts: Iterable[Part], *, is_ranked: bool, is_old: bool = False) -> list[Hit]:
    pieces = [_shaped(part, is_ranked) for part in parts]
    if not pieces:
        return []
    texts = " UNION ALL ".join(piece.text for piece in pieces)
    whole = _WHOLE.format(is_old=is_old, facts=_FACTS, parts=texts, tickets=hot.name_of(Ticket))
    with connection.cursor() as cursor:
        # not prepared: a plan that knows neither the words nor how far to look is four times as dear
        cursor.execute(whole, [value for piece in pieces for value in piece.values])
        return [*map(_HIT, cursor.fetchall())]


def piece(text: str, **gaps: Piece | str | int) -> Piece:
    """text with its {gaps} filled: by pieces, by names of ours, by numbers as values."""
    values: list[Any] = []

    def filled(gap: re.Match[str]) -> str:
        one = gaps[gap[1]]
        if isinstance(one, str):
            return one
        one = Piece("%s", (one,)) if isinstance(one, int) else one
        values.extend(one.values)
        return one.text

    return Piece(_GAP.sub(filled, text), tuple(values))


def rows(query: QuerySet[Any, Any]) -> Piece:
    """Raises EmptyResultSet where it can find nothing."""
    text, values = query.query.sql_with_params()
    return Piece(text, tuple(values))


def words(query: SearchQuery) -> Piece:
    whose = Query(Message)
    text, values = whose.get_compiler(connection=connection).compile(query.resolve_expression(whose))
    return Piece(text, tuple(values))


def _shaped(part: Part, is_ranked: bool) -> Piece:
    columns, shape = SHAPES[part.kind]
    rank = piece(_RANK, query=part.query) if part.query and is_ranked else Piece("0::real")
    shown = piece(shape, rank=rank)
    return piece(
        "SELECT {shown} FROM ({rows}) AS part({columns})", shown=shown, rows=part.rows, columns=columns
    )
