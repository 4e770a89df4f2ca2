"""Tests that really commit: several threads, servers in threads. Afterwards the ground is as it was.

`transaction=True` of pytest-django empties the shared schema, the organizations included, so it
must not be used. Here each row that the test made is deleted, in both organizations and in the
shared schema; starter rows stay (a test that changes one puts it back itself).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from redis import Redis

from tenants import context
from tenants.kernel import memory
from tenants.models import Tenant
from tests.support.people import invite_all

KEPT = ("django_migrations", "django_content_type", "auth_permission", "django_session")
Ids = dict[str, list[str]]


@contextmanager
def committed() -> Iterator[SimpleNamespace]:
    """Inside acme, outside of any transaction: acme, globex and acme's people, really there."""
    with swept():
        found = SimpleNamespace(**{slug: Tenant.objects.get(slug=slug) for slug in ("acme", "globex")})
        with context.tenant("acme"):
            found.people = invite_all("acme")
            yield found


@contextmanager
def swept() -> Iterator[None]:
    """In the shared schema: every row that is made inside is deleted at the end, whoever made it."""
    _forget()
    connection.set_schema_to_public()
    places = ("public", "acme", "globex")
    before = {schema: _ids(schema) for schema in places}
    try:
        yield
    finally:
        connection.set_schema_to_public()
        with transaction.atomic():  # foreign keys are checked at its end
            for schema in places:
                _sweep(schema, before[schema])
        _forget()


def _ids(schema: str) -> Ids:
    """{table: its keys as text}."""
    found = {}
    with connection.cursor() as cursor:
        for table, key in _keys(cursor, schema).items():
            cursor.execute(f'SELECT {key}::text FROM "{schema}"."{table}"')
            found[table] = [one for (one,) in cursor.fetchall()]
    return found


def _keys(cursor: Any, schema: str) -> dict[str, str]:
    """{table: its key's column}: id, or the row of another table that it belongs to."""
    cursor.execute(
        "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisprimary AND i.indnatts = 1 AND c.relnamespace = %s::regnamespace",
        [schema],
    )
    return {table: key for table, key in cursor.fetchall() if table not in KEPT}


def _sweep(schema: str, before: Ids) -> None:
    with connection.cursor() as cursor:
        keys = _keys(cursor, schema)
        for table, ids in before.items():
            cursor.execute(f'DELETE FROM "{schema}"."{table}" WHERE NOT {keys[table]}::text = ANY(%s)', [ids])
        if schema != "public":
            cursor.execute(f'UPDATE "{schema}".tickets_ticketnumber SET last = 0')
            cursor.execute(f'DELETE FROM "{schema}".django_session')


def _forget() -> None:
    Redis.from_url(settings.REDIS_URL).flushall()
    cache.close()
    memory.forget()
