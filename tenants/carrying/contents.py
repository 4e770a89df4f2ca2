"""What an archive holds of a schema: which tables and columns, and what stays out of it and why.

Storeys above say what is secret of theirs, in a module `carrying` of the app. An archive for its owner
leaves secrets out; a complete one, for moving an installation, takes them along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tenants.kernel import ids

NEVER = {  # belongs to the installation, not to the organization
    "django_migrations": "the ledger of the schema; the other installation has its own",
    "django_session": "people sign in again",
}
_tables: dict[str, str] = {}
_columns: dict[str, dict[str, Any]] = {}


def leave_out(table: str, why: str) -> None:
    """A table of secrets or of passing things."""
    _tables[table] = why


def blank(table: str, **values: Any) -> None:
    """Columns that hold secrets; an archive has these values in their place."""
    _columns.setdefault(table, {}).update(values)


@dataclass(frozen=True)
class Contents:
    """One schema as an archive sees it. tables: name -> its columns, generated ones left out."""

    tables: dict[str, list[str]]
    left_out: dict[str, str] = field(default_factory=dict)
    blanked: dict[str, dict[str, Any]] = field(default_factory=dict)


def contents(line: Any, schema: str, *, complete: bool) -> Contents:
    """Read from the catalogue, so that no table is forgotten. One that is kept in parts is one table."""
    left_out = NEVER | ({} if complete else _tables)
    every = dict(_catalogue(line, schema))
    return Contents(
        {table: columns for table, columns in every.items() if table not in left_out},
        {table: why for table, why in left_out.items() if table in every},
        {} if complete else {table: values for table, values in _columns.items() if table in every},
    )


def fresh(values: dict[str, Any]) -> dict[str, Any]:
    """The values in place of secrets; those that must differ are made here."""
    return {name: ids.token() if value is ids.token else value for name, value in values.items()}


def _catalogue(line: Any, schema: str) -> Iterator[tuple[str, list[str]]]:
    found = line.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attgenerated = ''"
        " GROUP BY 1 ORDER BY 1",
        [schema],
    )
    yield from found.fetchall()
