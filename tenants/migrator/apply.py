"""One schema, step by step: each migration in its own short transaction with its line in the ledger.

Statements run on a plain connection, one round trip each. A lock that is not had within LOCK_WAIT
is let go, so that people's requests never queue behind us for long; then we try again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg import errors, sql

from tenants import context, shards
from tenants.migrator.steps import Route, Step
from tenants.migrator.target import Name, target, wanted_shared
from tenants.models import Tenant

LOCK_WAIT = "3s"  # shorter than people's patience with a page
TRIES, FIRST_PAUSE = 6, 0.2  # seconds, doubled after each: about 6 s in all
BUSY = (errors.LockNotAvailable, errors.DeadlockDetected)
CONCURRENT = re.compile(r'CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?("[^"]+"|\w+)')
Line = psycopg.Connection[Any]  # autocommit, beside Django's own


def ledger(line: Line, schema: str) -> set[Name]:
    """What the schema has: no introspection, one small table."""
    table = sql.Identifier(schema, "django_migrations")
    return set(line.execute(sql.SQL("SELECT app, name FROM {}").format(table)).fetchall())


def bring(line: Line, tenant: Tenant, route: Route) -> int:
    """Take every step the schema lacks; how many that were. Goes on where an earlier run was killed.

    tenant: a saved row is marked as arrived in the same transaction as its last step.
    """
    have = ledger(line, tenant.schema_name)
    missing = route.steps(have)
    end = _arrival(tenant, wanted_shared() - have - {step.name for step in missing})
    for step in missing[:-1]:
        take(line, tenant, step, route)
    if missing and missing[-1].is_one_transaction:
        take(line, tenant, missing[-1], route, end)
    else:
        for step in missing[-1:]:
            take(line, tenant, step, route)
        _at_once(line, tenant, end)
    if not shards.is_home():
        _mark_at_home(tenant)
    return len(missing)


def take(line: Line, tenant: Tenant, step: Step, route: Route, end: Sequence[str] = ()) -> None:
    """One migration and its line in the ledger. end: statements for the same transaction, if it is one."""
    if step.is_one_transaction:
        _at_once(line, tenant, [*step.statements, _recorded([step.name]), *end])
    elif step.is_written:
        _one_by_one(line, tenant, step)
    else:
        _by_orm(tenant, step, route)


def _at_once(line: Line, tenant: Tenant, statements: list[str]) -> None:
    if not statements:
        return
    text = "\n".join([f"SET LOCAL lock_timeout = '{LOCK_WAIT}';", _path(tenant, "LOCAL"), *statements])
    for attempt in range(TRIES):
        try:
            with line.transaction():
                line.execute(text.encode())
            return
        except BUSY:
            if attempt == TRIES - 1:
                raise
            time.sleep(FIRST_PAUSE * 2**attempt)


def _one_by_one(line: Line, tenant: Tenant, step: Step) -> None:
    """Statements that refuse a transaction. A half-made index of a killed run is dropped first."""
    line.execute(_path(tenant, "SESSION").encode())
    try:
        for statement in step.statements:
            if index := CONCURRENT.match(statement):
                line.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index[1]}".encode())
            line.execute(statement.encode())
        line.execute(_recorded([step.name]).encode())
    finally:
        line.execute(b"RESET search_path")


def _by_orm(tenant: Tenant, step: Step, route: Route) -> None:
    """Django's way, without its introspection: the state is known, the ledger line is ours."""
    migration = step.migration
    with context.tenant(tenant):
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.apply(route.before(step), editor)
            if migration.atomic:
                _record_by_orm(step.name)
        if not migration.atomic:
            _record_by_orm(step.name)


def _record_by_orm(name: Name) -> None:
    """Not through the recorder, which first looks through the catalogue for its table."""
    MigrationRecorder(connection).migration_qs.create(app=name[0], name=name[1])


def _arrival(tenant: Tenant, unrecorded: Iterable[Name]) -> list[str]:
    """The end of the way: lines of the shared apps, which Django's own commands expect, and the mark."""
    lines, here = sorted(unrecorded), target()
    mark = sql.SQL(
        "UPDATE public.tenants_tenant SET schema_version = {version}, schema_level = {level}, upkeep ="
        " CASE upkeep WHEN 'migrating' THEN '' ELSE upkeep END WHERE id = {pk};"
    ).format(version=sql.Literal(here.version), level=sql.Literal(here.level), pk=sql.Literal(tenant.pk))
    return [_recorded(lines)] * bool(lines) + [mark.as_string()] * (
        tenant.pk is not None and shards.is_home()
    )


def _mark_at_home(tenant: Tenant) -> None:
    """Of an organization on another shard: a transaction of its own; the next run makes good a lost one."""
    here = target()
    row = Tenant.objects.filter(pk=tenant.pk)
    row.update(schema_version=here.version, schema_level=here.level)
    row.filter(upkeep="migrating").update(upkeep="")


def _recorded(names: Iterable[Name]) -> str:
    lines = ", ".join(f"({_literal(app)}, {_literal(name)}, now())" for app, name in names)
    return f"INSERT INTO django_migrations (app, name, applied) VALUES {lines};"  # noqa: S608  # quoted


def _literal(text: str) -> str:
    return sql.Literal(text).as_string()


def _path(tenant: Tenant, scope: str) -> str:
    return f"SET {scope} search_path = {sql.Identifier(tenant.schema_name).as_string()}, public;"
