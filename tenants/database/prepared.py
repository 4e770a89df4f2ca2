"""Statements that PostgreSQL plans once instead of anew each time: for most of ours that is the larger part.

Django binds values on the client, so PostgreSQL sees a new text every time. Here two kinds go to it with
their values apart, and are prepared on a connection once they were seen often enough (statements.py):

- `kept(text)`: our own statements of the hot paths, always. No types are sent: PostgreSQL takes those of the
  columns, so one text is one statement, whatever is empty. Where nothing tells the type, the text casts.
- all others inside of `with prepared():`, typed as Django's own literals are.

A statement belongs to the search path it was planned under: one plan for two schemas would be made anew at
each change. A text that PostgreSQL does not take that way, because it groups by a value, is tried in a
savepoint, once a process, and bound on the client ever after. A connection keeps a bounded number; with more
organizations than that leaves room for nothing is prepared, and nothing is lost but the gain. An ALTER TYPE
makes a statement fail: it is said again if it opened its transaction, otherwise the transaction must be done
again, as after a deadlock. Behind a pooler all of it is off (pooled.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import orjson
from django.db.backends.postgresql.base import Cursor
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from tenants.database.paths import KeptPathMixin
from tenants.database.statements import ByServer, Statements

IDLE, OPEN, BROKEN = TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR
MOST_TEXTS = 5_000  # remembered as tried; then it begins anew

ONLY_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")

_all: ContextVar[bool] = ContextVar("every statement is prepared", default=False)
_tried: dict[str, bool] = {}  # text: whether PostgreSQL takes it with its values apart
_Cursor: Any = Cursor  # the class depends on the driver that is installed; types do not know it


class Kept(str):
    """The text of a statement worth preparing. It selects no `*`: columns come with releases."""

    __slots__ = ()


def kept(text: str) -> Kept:
    return Kept(text)


@contextmanager
def prepared() -> Iterator[None]:
    """Every statement of the block is prepared. For what is done often, in few different texts."""
    mark = _all.set(True)
    try:
        yield
    finally:
        _all.reset(mark)


class PreparingCursor(_Cursor):  # type: ignore[misc]
    wrapper: PreparedMixin | None = None
    _mark = b""  # of the statement that is being sent by the server's way

    def execute(self, query: Any, params: Any = None, **options: Any) -> PreparingCursor:
        if not (path := self._path(query)):
            super().execute(query, params, **options)
        elif query in _tried:
            self._by_server(query, params, path)
        else:
            self._try(query, params, path)
        return self

    def _path(self, query: Any) -> str:
        """The search path it is prepared for; "" when it is bound on the client."""
        if not isinstance(query, Kept) and not (_all.get() and _may_be(query)):
            return ""
        names = self.wrapper.search_path_set_schemas if self.wrapper else None
        if not names or not _tried.get(query, True) or self._pgconn.transaction_status not in (IDLE, OPEN):
            return ""
        path = ",".join(names)
        return path if self._conn._prepared.is_due(path, query) else ""

    def _try(self, query: str, params: Any, path: str) -> None:
        is_inside = not self._conn.autocommit
        if is_inside:
            self._conn.execute("SAVEPOINT tried")
        try:
            self._by_server(query, params, path)
        except (errors.ProgrammingError, errors.DataError):
            if is_inside:
                self._conn.execute("ROLLBACK TO SAVEPOINT tried")
            super().execute(query, params)  # fails as well when the values or the tables are at fault
            _remember(query, is_fit=False)
        else:
            _remember(query, is_fit=True)
        if is_inside:
            self._conn.execute("RELEASE SAVEPOINT tried")

    def _by_server(self, query: str, params: Any, path: str) -> None:
        opens = self._pgconn.transaction_status == IDLE
        self._mark = f"\n-- {path}".encode()
        try:
            super().execute(query, params)
        except errors.FeatureNotSupported:  # "cached plan must not change result type": an ALTER TABLE
            self._conn._prepared.clear()
            if not opens:
                raise
            if self._pgconn.transaction_status == BROKEN:
                self._conn.rollback()
            self._mark = b""
            super().execute(query, params)
        finally:
            self._mark = b""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        if not self._mark:
            return super()._convert_query(query, params)
        asked = ByServer(self._tx, self._mark, is_typed=not isinstance(query, Kept))
        asked.convert(query, params)
        self._query = asked  # psycopg notes it only when it is not prepared
        return asked

    def _get_prepared(self, query: Any, prepare: bool | None = None) -> Any:
        return self._conn._prepared.get(query, prepare)


class Operations(DatabaseOperations):
    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        """Rows of the hot paths bring a dozen such values."""
        return super().adapt_json_value(value, encoder) if encoder else Jsonb(value, dumps=_as_json)

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """With its values, as tests and logs know it."""
        if isinstance(cursor._query, ByServer):
            return self.compose_sql(sql, params) if params else sql
        return super().last_executed_query(cursor, sql, params)


class PreparedMixin(KeptPathMixin):
    ops_class = Operations

    def create_cursor(self, name: str | None = None) -> Any:
        raw = self.connection
        if not isinstance(raw._prepared, Statements):
            raw._prepared, raw.cursor_factory = Statements(), PreparingCursor
        cursor = super().create_cursor(name)
        if isinstance(cursor, PreparingCursor):
            cursor.wrapper = self
        return cursor


def _as_json(value: Any) -> str | bytes:
    """What orjson refuses is json's matter: whole numbers of any size, keys that are no words, faults.

    json writes NaN, which PostgreSQL refuses; orjson would write null.
    """
    try:
        made = orjson.dumps(value, option=ONLY_PLAIN)
    except TypeError:
        return json.dumps(value)
    return json.dumps(value) if b"null" in made else made


def _may_be(query: Any) -> bool:
    """One statement, of those that PostgreSQL prepares."""
    return isinstance(query, str) and query.lstrip().startswith(VERBS) and ";" not in query


def _remember(query: str, *, is_fit: bool) -> None:
    if len(_tried) >= MOST_TEXTS:
        _tried.clear()
    _tried[query] = is_fit
