"""Statements planned once: right under each search path, after what goes wrong, and seen by whoever counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.types.json import Jsonb

from core.contacts.models import Contact
from tenants import context
from tenants.database import prepared, statements
from tenants.database.prepared import kept
from tenants.kernel import clock
from tests.support.commits import committed

pytestmark = pytest.mark.skipif(settings.POOLED, reason="behind a pooler nothing is prepared")

OFTEN = statements.THRESHOLD + 1
ASKED = kept("SELECT a, b FROM sample WHERE a = %s")
LIKE_OURS = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s ORDER BY statement"


def ask(text: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def prepared_like(part: str) -> list[str]:
    return [text for (text,) in ask(LIKE_OURS, f"%{part}%") if "pg_prepared" not in text]


@pytest.fixture
def samples(acme: Any, globex: Any) -> None:
    """One name, two tables: the columns have other places and other types."""
    for schema, columns in (("acme", "a integer, b text"), ("globex", "b varchar(20), c date, a bigint")):
        ask(f"CREATE TABLE {schema}.sample ({columns})")
        ask(f"INSERT INTO {schema}.sample (a, b) VALUES (1, '{schema}')")


def test_each_organization_has_a_statement_of_its_own(samples, acme, globex):
    for _ in range(3 * OFTEN):
        for row in (acme, globex):
            with context.tenant(row):
                assert ask(ASKED, 1) == [(1, row.schema_name)]
    assert [text.split("-- ")[1] for text in prepared_like("sample")] == ["acme,public", "globex,public"]


def test_what_is_asked_seldom_or_is_not_named_so_is_not_prepared(samples):
    text = "SELECT b, a FROM sample WHERE a = %s"
    for _ in range(2 * OFTEN):
        ask(text, 1)
    for _ in range(OFTEN - 1):
        ask(kept(text), 1)
    assert not prepared_like("SELECT b, a FROM sample")
    ask(kept(text), 1)
    assert len(prepared_like("SELECT b, a FROM sample")) == 1


def test_an_empty_value_and_a_great_one_take_the_same_statement(samples, acme):
    text = kept("INSERT INTO sample (a, b) VALUES (%s, %s)")
    for number, word in [(5, "x")] * OFTEN + [(None, None), (2_000_000_000, 'quote\'s "%s"'), (7, "")]:
        ask(text, number, word)
    assert len(prepared_like("sample")) == 1
    rows = ask("SELECT a, b FROM sample WHERE a IS NULL OR a > 5 ORDER BY a NULLS LAST")
    assert rows == [(7, ""), (2_000_000_000, 'quote\'s "%s"'), (None, None)]


def test_values_of_all_kinds_arrive_as_they_do_otherwise(acme):
    ask("CREATE TABLE kinds (t timestamptz, j jsonb, f boolean, u uuid, n bigint[], y bytea, i interval)")
    moment = clock.now()
    values = [moment, Jsonb({"ä": [1, None]}), True, "7" * 32, [1, 2**40], b"\0\xff", moment - moment]
    places = ", ".join(["%s"] * len(values))
    for text in ("INSERT INTO kinds VALUES ({}) RETURNING *", kept("INSERT INTO kinds VALUES ({})")):
        for _ in range(OFTEN):
            ask(type(text)(text.format(places)), *values)
    assert len(prepared_like("kinds")) == 1
    assert len(set(map(repr, ask("SELECT * FROM kinds")))) == 1


def test_a_transaction_that_is_rolled_back_leaves_the_connection_whole(samples):
    for _ in range(OFTEN):
        ask(ASKED, 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask("INSERT INTO sample (a, b) VALUES (2, 'gone')")
        assert ask(ASKED, 2) == [(2, "gone")]
        raise ZeroDivisionError
    assert ask(ASKED, 2) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        ask(ASKED, "no number")
    assert ask(ASKED, 1) == [(1, "acme")]


def test_no_more_than_a_bounded_number_is_kept(samples, monkeypatch):
    connection.ensure_connection()
    connection.connection._prepared.clear()  # what earlier tests have left there
    monkeypatch.setattr(connection.connection._prepared, "prepared_max", 5)
    for number in range(12):
        for _ in range(OFTEN):
            assert ask(kept(f"SELECT a, {number} FROM sample WHERE a = %s"), 1) == [(1, number)]
    assert len(prepared_like("sample")) == 5
    # a round that is longer than there is room: nothing is prepared only to be dropped
    for _ in range(OFTEN):
        for number in range(1000, 1012):
            ask(kept(f"SELECT a, {number} FROM sample WHERE a = %s"), 1)
    assert not [text for text in prepared_like("sample") if "SELECT a, 100" in text]


def test_inside_the_block_selects_of_models_are_prepared(acme):
    def read() -> list[Any]:
        found = Contact.objects.filter(name__in=["x", "y"], created_at__lte=clock.now()).order_by("name")
        return [(one.name, one.email) for one in found]

    for name in "xyz":
        Contact.objects.create(name=name, email=f"{name}@customer.example")
    slow = [read() for _ in range(OFTEN)][-1]
    assert not prepared_like('"name" IN')
    with prepared.prepared():
        assert [read() for _ in range(2 * OFTEN)] == [slow] * 2 * OFTEN
    assert len(prepared_like('"name" IN')) == 1
    assert len(slow) == 2


def test_what_postgresql_refuses_that_way_is_bound_here_ever_after(samples):
    text = "SELECT concat(%s, '-', %s) FROM sample"  # nothing tells the types of the values
    with prepared.prepared(), transaction.atomic():
        ask("INSERT INTO sample (a, b) VALUES (2, 'two')")
        assert [ask(text, "x", "y") for _ in range(2 * OFTEN)] == [[("x-y",), ("x-y",)]] * 2 * OFTEN
    assert ask("SELECT a FROM sample ORDER BY a") == [(1,), (2,)]
    assert not prepared_like("concat")


def test_who_counts_or_reads_statements_sees_each_with_its_values(samples):
    for _ in range(OFTEN):
        ask(ASKED, 1)
    with CaptureQueriesContext(connection) as seen:
        for number in (1, 2):
            ask(ASKED, number)
    assert [one["sql"] for one in seen] == [f"SELECT a, b FROM sample WHERE a = {n}" for n in (1, 2)]
    told: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: told.append(sql) or run(sql, *rest)):
        ask(ASKED, 1)
    assert told == [ASKED]


@pytest.fixture
def real(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), committed(), context.tenant("acme"):
        ask("CREATE TABLE sample (a integer, b text)")
        ask("INSERT INTO sample VALUES (1, 'one')")
        try:
            yield
        finally:
            ask("DROP TABLE sample")


def test_a_type_that_changes_meanwhile_costs_at_most_one_transaction(real):
    for _ in range(OFTEN):
        ask(ASKED, 1)
    ask("ALTER TABLE sample ADD COLUMN c date")
    assert ask(ASKED, 1) == [(1, "one")]
    ask("ALTER TABLE sample ALTER a TYPE bigint")
    assert ask(ASKED, 1) == [(1, "one")]  # alone: said again

    for _ in range(OFTEN):
        ask(ASKED, 1)
    ask("ALTER TABLE sample ALTER b TYPE varchar(30)")
    with transaction.atomic():
        assert ask(ASKED, 1) == [(1, "one")]  # opens its transaction: that is begun again
        ask("INSERT INTO sample (a, b) VALUES (2, 'two')")
    assert ask(ASKED, 2) == [(2, "two")]

    for _ in range(OFTEN):
        ask(ASKED, 1)
    ask("ALTER TABLE sample ALTER a TYPE integer")
    with pytest.raises(DatabaseError, match="cached plan"), transaction.atomic():
        ask("INSERT INTO sample (a, b) VALUES (3, 'three')")
        ask(ASKED, 1)
    with transaction.atomic():
        ask("INSERT INTO sample (a, b) VALUES (3, 'three')")
        assert ask(ASKED, 3) == [(3, "three")]


def test_values_of_json_columns_are_what_json_writes(acme: Any):
    """A fast writer does it; what that one does not take or takes otherwise is left to json."""
    stored = [
        {"a": [1, 2.5, None, True, "\u00e4 \U0001f600"]}, {1: "one", None: "none"}, 2**70, "null", [], (1, 2),
        {"of": Kind.SMALL, "text": Name("x")},
    ]  # fmt: skip
    for value in stored:
        kept_as = ask("SELECT %s::jsonb", connection.ops.adapt_json_value(value, None))[0][0]
        assert json.loads(kept_as) == json.loads(json.dumps(value))
    for value in (clock.now(), object(), {"a": {1, 2}}):
        with pytest.raises(TypeError):
            ask("SELECT %s::jsonb", connection.ops.adapt_json_value(value, None))
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT %s::jsonb", connection.ops.adapt_json_value([float("nan")], None))


class Kind(StrEnum):
    SMALL = "small"


class Name(str):
    __slots__ = ()
