"""Words on their way into the archive and back: statements, and what rooms above send along.

A ticket's row, its messages, and all that refers to them stay where they are, so numbers, rights, figures and
references of mails hold. What goes is what is large and rarely read: the words and what finds them. Each verb
is one ticket in the transaction of the caller, who holds its lock; doing it twice moves nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from core.tickets.models import OldWords
from tenants.database import hot, partitions

_PUT_WORDS = """
    INSERT INTO tickets_oldwords (message_id, year, text, quoted, signature, html, earlier)
    SELECT m.id, %(year)s, m.text, m.quoted, m.signature, m.html,
           (SELECT jsonb_agg(to_jsonb(e) - 'message_id') FROM tickets_earlierwords e
             WHERE e.message_id = m.id)
      FROM tickets_message m WHERE m.ticket_id = %(ticket)s
"""
_EMPTY = """
    UPDATE tickets_message SET text = '', quoted = '', signature = '', html = '' WHERE ticket_id = %(ticket)s
"""
_FILL = """
    UPDATE tickets_message m SET text = o.text, quoted = o.quoted, signature = o.signature, html = o.html
      FROM tickets_oldwords o WHERE o.message_id = m.id AND m.ticket_id = %(ticket)s
"""
_MINE = "SELECT id FROM tickets_message WHERE ticket_id = %(ticket)s"
_EMPTY_EARLIER = f"DELETE FROM tickets_earlierwords WHERE message_id IN ({_MINE})"  # noqa: S608 - our own words
_FILL_EARLIER = f"""
    INSERT INTO tickets_earlierwords (id, message_id, text, until)
    SELECT e.id, o.message_id, e.text, e.until
      FROM tickets_oldwords o,
           jsonb_to_recordset(o.earlier) AS e (id bigint, text text, until timestamptz)
     WHERE o.message_id IN ({_MINE})
"""  # noqa: S608 - our own words
_FORGET = f"DELETE FROM tickets_oldwords WHERE message_id IN ({_MINE})"  # noqa: S608 - our own words
_MOVE = """
    WITH gone AS (DELETE FROM {source} WHERE message_id IN ({mine}) RETURNING {columns})
    INSERT INTO {target} ({columns}{more}) SELECT {columns}{value} FROM gone
"""


@dataclass(frozen=True)
class Twin:
    """Rows of a table that belong to messages, and the table in parts of the same columns and a year."""

    live: type[models.Model]
    old: type[models.Model]

    def put(self, cursor: Any, values: dict[str, int]) -> None:
        self._move(cursor, values, self.live, self.old, ', "year"', ", %(year)s")

    def take(self, cursor: Any, values: dict[str, int]) -> None:
        self._move(cursor, values, self.old, self.live, "", "")

    def _move(
        self, cursor: Any, values: dict[str, int], source: Any, target: Any, more: str, value: str
    ) -> None:
        columns = ", ".join(
            connection.ops.quote_name(str(one.column)) for one in self.live._meta.local_concrete_fields
        )
        text = _MOVE.format(
            source=hot.name_of(source), target=hot.name_of(target), mine=_MINE, columns=columns, more=more,
            value=value,
        )  # fmt: skip
        cursor.execute(text, values)


_twins: list[Twin] = []


def goes_along(live: type[models.Model], old: type[models.Model]) -> None:
    """For rooms above: rows with a `message` that lie in the archive while its ticket does."""
    _twins.append(Twin(live, old))


def tables() -> Iterator[str]:
    """All that are in parts, those of rooms above first."""
    for twin in _twins:
        yield twin.old._meta.db_table
    yield OldWords._meta.db_table


def room_for(year: int) -> None:
    """The parts of that year. A transaction of its own: making one waits for whoever reads the table."""
    with connection.cursor() as cursor:
        for table in tables():
            partitions.make(cursor, table, [year])


def has_room(year: int) -> bool:
    with connection.cursor() as cursor:
        return year in partitions.years(cursor, OldWords._meta.db_table)


def put(ticket_id: int, year: int) -> None:
    """Into the archive. There is room for the year."""
    values = {"ticket": ticket_id, "year": year}
    with connection.cursor() as cursor:
        for twin in _twins:
            twin.put(cursor, values)
        cursor.execute(_PUT_WORDS, values)
        cursor.execute(_EMPTY_EARLIER, values)
        cursor.execute(_EMPTY, values)


def take(ticket_id: int) -> None:
    """Back, as it was, ids included."""
    values = {"ticket": ticket_id}
    with connection.cursor() as cursor:
        cursor.execute(_FILL, values)
        cursor.execute(_FILL_EARLIER, values)
        cursor.execute(_FORGET, values)
        for twin in reversed(_twins):
            twin.take(cursor, values)
