"""Behind PgBouncer in transaction mode: each statement finds its own organization, whoever shares the server.

Debian's PgBouncer 1.18 does not carry `search_path` from one server connection to the next.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django_tenants.postgresql_backend import base as theirs

from infra.embedded import for_tests
from tenants.database.lean import LeanSchemaEditor
from tenants.database.pooled import PooledMixin
from tests.support import pooler

pytestmark = pytest.mark.skipif(not pooler.PROGRAM, reason=pooler.MISSING)
SCHEMAS = ("pool_acme", "pool_globex", "pool_initech", "pool_umbrella")
THREADS, ROUNDS = 8, 200


class Pooled(PooledMixin):
    SchemaEditorClass = LeanSchemaEditor


@pytest.fixture(scope="module")
def behind(django_db_blocker: Any) -> Iterator[pooler.Pooler]:
    """Four schemas with one table each that says whose it is, and a pooler with two connections before them."""
    direct = for_tests.start().database
    with psycopg.connect(direct, autocommit=True) as line:
        for name in SCHEMAS:
            line.execute(f"CREATE SCHEMA {name}; CREATE TABLE {name}.who (name text, seen text);")
            line.execute(f"INSERT INTO {name}.who VALUES ('{name}')")
    with pooler.Pooler(direct, 2) as running, django_db_blocker.unblock():
        yield running
    with psycopg.connect(direct, autocommit=True) as line:
        line.execute(f"DROP SCHEMA {', '.join(SCHEMAS)} CASCADE")


def wrapper(kind: type[Any], running: pooler.Pooler) -> Any:
    """A connection of its own, as a thread of the web tier has one."""
    facts = deepcopy(connection.settings_dict)
    facts["OPTIONS"].pop("pool", None)
    facts |= {"NAME": "deskhand", "HOST": "127.0.0.1", "PORT": running.port}
    facts["OPTIONS"].pop("host", None)
    return kind(facts, "pooled")


def ask(line: Any, sql: str = "SELECT name FROM who") -> str:
    with line.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def in_transaction(line: Any, work: Callable[[], Any]) -> Any:
    line.set_autocommit(False)
    try:
        return work()
    finally:
        line.rollback()
        line.set_autocommit(True)


def test_a_session_path_reaches_the_wrong_organization(behind):
    """Why django-tenants' own backend must not stand behind a pooler: the path stays, and others get it."""
    leaks, lines = 0, [wrapper(theirs.DatabaseWrapper, behind) for _ in SCHEMAS]
    for _ in range(20):
        for line, name in zip(lines, SCHEMAS, strict=True):
            line.set_schema(name) if line.schema_name != name else None
            leaks += ask(line) != name
    for line in lines:
        line.close()
    assert leaks


def plain(line: Any, name: str) -> None:
    assert ask(line) == name


def in_one_transaction(line: Any, name: str) -> None:
    def work() -> None:
        assert ask(line) == name
        assert ask(line, "SELECT current_schema()") == name

    in_transaction(line, work)


def after_a_savepoint(line: Any, name: str) -> None:
    """The path was first sent after the savepoint, and its rollback took it away."""

    def work() -> None:
        with line.cursor() as cursor:
            cursor.execute("SAVEPOINT s1")
        assert ask(line) == name
        line.savepoint_ids.append("s1")
        line.savepoint_rollback("s1")
        assert ask(line) == name

    in_transaction(line, work)


def after_an_error(line: Any, name: str) -> None:
    with pytest.raises(DatabaseError):
        ask(line, "SELECT name FROM nowhere")
    assert ask(line) == name


def to_another_and_back(line: Any, name: str) -> None:
    other = random.choice(SCHEMAS)

    def work() -> None:
        assert ask(line) == name
        line.set_schema(other)
        assert ask(line) == other
        line.set_schema(name)
        assert ask(line) == name

    in_transaction(line, work)


def many(line: Any, name: str) -> None:
    with line.cursor() as cursor:
        cursor.executemany("SELECT name, %s FROM who WHERE name = %s", [(1, name), (2, name)])
        cursor.execute("SELECT '%% of ' || name FROM who WHERE name = %s", [name])
        assert cursor.fetchone() == (f"% of {name}",)


WAYS = (plain, in_one_transaction, after_a_savepoint, after_an_error, to_another_and_back, many)


def test_each_statement_finds_its_own_organization(behind):
    """Eight threads, four organizations, two server connections; every way in and outside of transactions."""

    def hammer(number: int) -> int:
        line, chance = wrapper(Pooled, behind), random.Random(number)
        for _ in range(ROUNDS):
            name = chance.choice(SCHEMAS)
            line.set_schema(name)
            chance.choice(WAYS)(line, name)
        line.close()
        return ROUNDS

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(hammer, range(THREADS))) == THREADS * ROUNDS


def test_no_round_trip_is_added(behind):
    """The path and the statement are one message, and nothing is sent for entering an organization."""
    line = wrapper(Pooled, behind)
    line.force_debug_cursor = True
    for name in SCHEMAS:
        line.set_schema(name)
        plain(line, name)
    sent = [one["sql"].partition("; ") for one in line.queries_log]
    assert [(path[:21], statement) for path, _, statement in sent] == [
        ("SET LOCAL search_path", "SELECT name FROM who")
    ] * len(SCHEMAS)
    line.close()


def test_what_cannot_carry_a_path_is_refused(behind):
    line = wrapper(Pooled, behind)
    line.set_schema(SCHEMAS[0])
    with pytest.raises(DatabaseError, match="server-side cursors"):
        line.chunked_cursor()
    with line.cursor() as cursor, pytest.raises(DatabaseError, match="needs a transaction"):
        cursor.cursor.copy("COPY who TO STDOUT")
    line.close()
