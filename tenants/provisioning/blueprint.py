"""A new schema written down: all statements and rows once per release, replayed for each organization.

The template (`_template`) is a schema that Django's own executor made, with the content every
organization starts with. What the executor says is written down, its rows are read, its catalogue is
fingerprinted; a replay that does not come out alike is refused, and the schema is made step by step instead.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from tenants import context
from tenants.database.lean import written_down
from tenants.kernel import clock, ids
from tenants.locks import held
from tenants.migrator.target import target
from tenants.models import Blueprint, Tenant
from tenants.provisioning import schema, starters
from tenants.provisioning.fingerprint import fingerprint

log = logging.getLogger(__name__)
TEMPLATE = "_template"  # no organization's name begins with an underscore
SKETCH = "_sketch"  # made and dropped again, to hear what is said when a schema is made from nothing
FRESH = (ids.public_id, ids.token)  # defaults that must differ from one organization to the next
Rows = list[dict[str, Any]]


class Crooked(Exception):
    """What was replayed does not look like the template."""


def current(told: schema.Told) -> Blueprint:
    """The blueprint of the running release; made now if this is the first need of it (some seconds)."""
    with context.shared():
        if row := Blueprint.objects.filter(edition=target().edition).first():
            return row
        with held("provisioning.template"):
            return Blueprint.objects.filter(edition=target().edition).first() or _draw(told)


def replay(plan: Blueprint, name: str) -> None:
    """Make the schema `name`, in the caller's transaction. Raises Crooked when it does not come out alike."""
    with context.tenant(Tenant(schema_name=name)), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {connection.ops.quote_name(name)}")
        cursor.execute(plan.statements)
        for table, rows in plan.content.items():
            cursor.execute(_insertion(table, _fresh(table, rows)))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # rows fit together
        if fingerprint(cursor, name) != plan.fingerprint:
            raise Crooked(name)


def dated_columns(plan: Blueprint) -> list[tuple[str, str]]:
    """(table, column) of the content's moments, which become those of the organization's birth."""
    return [
        (table, str(field.column))
        for table, rows in plan.content.items()
        for field in _fields(table)
        if isinstance(field, models.DateTimeField) and any(row.get(field.column) for row in rows)
    ]


def prepare_template(told: schema.Told) -> None:
    """Bring the template to the running release, with its content. The lock is the caller's."""
    template = Tenant(schema_name=TEMPLATE)
    schema.build(template, told)
    starters.prepare(template, told)


def _draw(told: schema.Told) -> Blueprint:
    is_first = not schema.has_ledger(TEMPLATE)
    with written_down() as said:
        prepare_template(told)
    if not is_first:
        said = _sketch(told)
    with context.tenant(Tenant(schema_name=TEMPLATE)), connection.cursor() as cursor:
        content = {table: rows for table in _tables(cursor) if (rows := _rows(cursor, table))}
        seen = fingerprint(cursor, TEMPLATE)
    return Blueprint.objects.create(
        edition=target().edition, statements=_as_one(said), content=content, fingerprint=seen
    )


def _sketch(told: schema.Told) -> list[str]:
    """What is said when a schema is made from nothing. What Python does is not: its outcome is content."""
    schema.drop(SKETCH)  # of a process that was killed here
    with written_down() as said:
        schema.build(Tenant(schema_name=SKETCH), told)
    schema.drop(SKETCH)
    return said


def _as_one(said: list[str]) -> str:
    """A replay is one transaction, and nobody uses its tables yet: nothing is built concurrently."""
    return ";\n".join(text.rstrip().rstrip(";") for text in said).replace("INDEX CONCURRENTLY ", "INDEX ")


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [TEMPLATE])
    return [name for (name,) in cursor.fetchall()]


def _rows(cursor: Any, table: str) -> Rows:
    cursor.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t ORDER BY t").format(sql.Identifier(table)))
    return [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]


def _insertion(table: str, rows: Rows) -> str:
    """One statement for all rows of a table; its numbers go on after the highest."""
    made = {field.column for field in _fields(table) if getattr(field, "generated", False)}
    names = sql.SQL(", ").join(sql.Identifier(name) for name in rows[0] if name not in made)
    put = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, {rows})"
    ).format(table=sql.Identifier(table), names=names, rows=sql.Literal(json.dumps(rows)))
    if "id" not in rows[0]:
        return put.as_string()
    count = sql.SQL("; SELECT setval(pg_get_serial_sequence({name}, 'id'), max(id)) FROM {table}").format(
        name=sql.Literal(f'"{table}"'), table=sql.Identifier(table)
    )
    return (put + count).as_string()


def _fresh(table: str, rows: Rows) -> Rows:
    """The rows as if they were written now: random names and moments of their own."""
    now = clock.now().isoformat()
    fields = _fields(table)
    new = {field.column: field.default for field in fields if field.default in FRESH}
    dates = [str(field.column) for field in fields if isinstance(field, models.DateTimeField)]
    return [
        {**row, **{name: make() for name, make in new.items()}, **{name: now for name in dates if row[name]}}
        for row in rows
    ]


def _fields(table: str) -> list[Any]:
    """The fields of a table's model; none for tables without one (the ledger, many to many)."""
    every = apps.get_models(include_auto_created=True)
    model = next((model for model in every if model._meta.db_table == table), None)
    return list(model._meta.concrete_fields) if model else []
