"""Tables in parts, one for each year: made when there is something for it, dropped when there is nothing.

`PARTITION BY RANGE (year)` is declared by a migration, and costs an organization nothing until its first part
exists. All statements go to the schema on the search path; names are our own, never anybody's input.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import sql

KEY = "year"  # the column all of them are parted by
FIRST, LAST = 1970, 9999
LOCK_WAIT = "3s"  # nobody's request queues behind us for longer
# Small rows are compressed, too: what lies here is read rarely and kept long.
_MAKE = "CREATE TABLE IF NOT EXISTS {part} PARTITION OF {table} FOR VALUES FROM ({year}) TO ({after})"
_PACK = "ALTER TABLE {part} SET (toast_tuple_target = 256)"
_YEARS = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass(%s) ORDER BY 1
"""
_PARTED = """
    SELECT c.relname FROM pg_class c
     WHERE c.relkind = 'p' AND c.relnamespace = %s::regnamespace ORDER BY 1
"""


def parted(cursor: Any, schema: str) -> list[str]:
    """Tables of the schema that are kept in parts."""
    cursor.execute(_PARTED, [sql.Identifier(schema).as_string(None)])
    return [name for (name,) in cursor.fetchall()]


def years(cursor: Any, table: str) -> list[int]:
    """Of which there is a part, the oldest first."""
    cursor.execute(_YEARS, [sql.Identifier(table).as_string(None)])
    return [int(name.rpartition("_")[2]) for (name,) in cursor.fetchall()]


def make(cursor: Any, table: str, wanted: Iterable[int]) -> None:
    """The parts of these years, unless they are there. The caller's transaction is short and holds no rows:
    making one waits for whoever reads the table or writes what it refers to, at most LOCK_WAIT.

    Raises ValueError for what is no year, OperationalError where the lock is not had.
    """
    for year in sorted(set(wanted) - set(years(cursor, table))):
        if not FIRST <= year <= LAST:
            raise ValueError(f"no year: {year}")
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        # two who make the same part at once: the second one waits, and finds it
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [table])
        for text in (_MAKE, _PACK):
            cursor.execute(_filled(text, table, year))


def drop(cursor: Any, table: str, year: int) -> bool:
    """The part of a year, taken off and dropped if it is empty. Whether it was."""
    part = sql.Identifier(f"{table}_{year}")
    cursor.execute(sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(part).as_string(None))
    if not cursor.fetchone()[0]:
        return False
    # rows that this transaction has deleted are checked now: their table cannot go before
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(_filled("ALTER TABLE {table} DETACH PARTITION {part}", table, year))
    cursor.execute(_filled("DROP TABLE {part}", table, year))
    return True


def _filled(text: str, table: str, year: int) -> str:
    part = sql.Identifier(f"{table}_{year}")
    return (
        sql.SQL(text)
        .format(table=sql.Identifier(table), part=part, year=sql.Literal(year), after=sql.Literal(year + 1))
        .as_string(None)
    )
