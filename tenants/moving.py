"""Move an organization to another database: held for seconds, copied, compared, switched.

The source is the truth until the switch, which is one row at home. Killed before it, repeating the move
cleans the target and begins anew; killed after it, repeating it tidies up what is left at the source.
Files stay where they are: the storage is shared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from tenants import context, platform, shards
from tenants.carrying.contents import contents
from tenants.database import partitions
from tenants.http import HOST_TTL, hosts
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.locks import held, own_connection
from tenants.models import Tenant
from tenants.provisioning import blueprint, schema
from tenants.provisioning.fingerprint import fingerprint

SETTLED = HOST_TTL + 1.0  # seconds until every process has felt the hold and finished what it was at
BESIDE = ("events_delivery", "alarms_alarm")  # rows of the organization in the shared schema of its database
Told = Callable[[str], object]


class NoSuchShard(Invalid):
    """data: shard, known."""

    code = "move.no_such_shard"
    sentence = "There is no database “{shard}”. Known: {known}."


class Differs(Conflict):
    """data: what."""

    code = "move.differs"
    sentence = "The copy is not like the original: {what}. Nothing was switched; it runs as before."


class OtherRelease(Conflict):
    code = "move.behind"
    sentence = "The organization is behind the running release. Run `manage.py migrate_tenants` first."


def move(tenant: Tenant, shard: str, *, by: Actor = SYSTEM, told: Told = lambda line: None) -> Tenant:
    """Take it there; the fresh row. Moving it to where it is only tidies up what an earlier move left.

    Raises NoSuchShard, OtherRelease, Differs, Held.
    """
    if shard not in shards.names():
        raise NoSuchShard(shard=shard, known=", ".join(shards.names()))
    with held(f"tenant_move:{tenant.pk}", wait=False), context.shared():
        row = Tenant.objects.get(pk=tenant.pk)
        if row.shard != shard:
            _hold(row)
            told(f"held; waiting {SETTLED:.0f} s until nobody writes any more")
            time.sleep(SETTLED)
            try:
                _carry(row, shard, told)
                row = _switch(row, shard, by)
            except Exception:
                release(row)
                raise
            told(f"switched to {shard}; the organization is served again")
        for name in shards.names():
            if name != shard and _set_aside(row, name):
                told(f"the original on {name} is kept under another name")
    return row


def release(tenant: Tenant) -> None:
    """Give a move up: the organization is served where it is."""
    Tenant.objects.filter(pk=tenant.pk, upkeep="moving").update(upkeep="")
    hosts.forget()


def drop_originals(shard: str) -> list[str]:
    """Delete what moves left on a database. Their names."""
    with shards.on(shard), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, '_moved_')")
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f"DROP SCHEMA {schema.quoted(name)} CASCADE")
    return names


def _hold(row: Tenant) -> None:
    if row.is_held and row.upkeep != "moving":
        raise OtherRelease
    Tenant.objects.filter(pk=row.pk).update(upkeep="moving")
    hosts.forget()


def _carry(row: Tenant, shard: str, told: Told) -> None:
    """A whole copy on the target, compared with the original, or none."""
    plan = blueprint.current(lambda what, number, of: None)
    with _line(row.shard) as source, _line(shard) as target, source.transaction(), target.transaction():
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        target.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(row.schema_name)))
        target.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(row.schema_name)))
        for line in (source, target):
            path = sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(row.schema_name))
            line.execute(path)
        target.execute(plan.statements.encode())
        target.execute("SET CONSTRAINTS ALL DEFERRED")  # some migrations made them immediate
        _same(fingerprint(source.cursor(), row.schema_name), fingerprint(target.cursor(), row.schema_name),
              "its catalogue")  # fmt: skip
        _parts(source, target, row.schema_name)
        tables = contents(source, row.schema_name, complete=True).tables
        for table, columns in {**tables, "django_migrations": ["app", "name", "applied"]}.items():
            told(f"{table}: {_table(source, target, table, columns):,} rows")
        _numbers(source, target, row.schema_name)
        _beside(source, target, row.schema_name)


def _switch(row: Tenant, shard: str, by: Actor) -> Tenant:
    with transaction.atomic():
        fresh = Tenant.objects.select_for_update(of=("self",)).get(pk=row.pk)
        was, fresh.shard, fresh.upkeep = fresh.shard, shard, ""
        fresh.save(update_fields=["shard", "upkeep"])
        platform.record("tenant.moved", on=fresh, by=by, before={"shard": was}, after={"shard": shard})
    hosts.forget()
    return fresh


def _set_aside(row: Tenant, shard: str) -> bool:
    """Rename what is left of it on a database it does not live on; its wake-ups there go."""
    name = row.schema_name
    with shards.on(shard), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema.quoted(name)])
        if not cursor.fetchone()[0]:
            return False
        aside = f"_moved_{name}_{clock.now():%Y%m%d%H%M%S}"[:63]
        cursor.execute(f"ALTER SCHEMA {schema.quoted(name)} RENAME TO {schema.quoted(aside)}")
        for table in BESIDE:
            cursor.execute(f"DELETE FROM public.{table} WHERE schema_name = %s", [name])  # noqa: S608
    return True


def _table(source: Any, target: Any, table: str, columns: list[str]) -> int:
    """Copy the rows of one table as PostgreSQL keeps them, and compare. How many."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    place = sql.Identifier(table)
    out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT BINARY)").format(names, place)
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(place, names)
    with source.cursor().copy(out) as rows, target.cursor().copy(into) as there:
        for chunk in rows:
            there.write(chunk)
    check = sql.SQL(
        "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM (SELECT {} FROM {}) t"
    )
    count, digest = source.execute(check.format(names, place)).fetchone()
    _same((count, digest), target.execute(check.format(names, place)).fetchone(), f"the table {table}")
    return int(count)


def _parts(source: Any, target: Any, name: str) -> None:
    """What is kept in parts has the same ones there."""
    with source.cursor() as here, target.cursor() as there:
        for table in partitions.parted(here, name):
            partitions.make(there, table, partitions.years(here, table))


def _numbers(source: Any, target: Any, name: str) -> None:
    """Every sequence goes on where it is."""
    found = source.execute(
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s AND last_value IS NOT NULL",
        [name],
    )
    for sequence, last in found.fetchall():
        target.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"."{sequence}"', last])


def _beside(source: Any, target: Any, name: str) -> None:
    """Events that wait and alarms that are set, under new numbers."""
    for table in BESIDE:
        columns = source.execute(
            "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attname <> 'id'", [f"public.{table}"],
        ).fetchone()[0]  # fmt: skip
        names, place = sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier("public", table)
        target.execute(sql.SQL("DELETE FROM {} WHERE schema_name = {}").format(place, sql.Literal(name)))
        out = sql.SQL("COPY (SELECT {} FROM {} WHERE schema_name = {} ORDER BY id) TO STDOUT").format(
            names, place, sql.Literal(name)
        )
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(place, names)
        with source.cursor().copy(out) as rows, target.cursor().copy(into) as there:
            for chunk in rows:
                there.write(chunk)


@contextmanager
def _line(shard: str) -> Iterator[Any]:
    with shards.on(shard), own_connection() as line:
        yield line


def _same(one: Any, other: Any, what: str) -> None:
    if one != other:
        raise Differs(what=what)
