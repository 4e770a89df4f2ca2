"""The search path behind a pooler that hands out a server connection per transaction (PgBouncer).

There a session-level `SET search_path` stays on a server connection that somebody else gets next, and our
next statement may reach another one that knows nothing of it: the wrong organization, both times. So the
path travels with the statements and ends with their transaction:

- in a transaction the first statement carries `SET LOCAL search_path` in the same message, and again the
  next one after the tenant changed or a savepoint was rolled back;
- outside of one, every statement carries it: two statements in one message of the simple query protocol are
  one implicit transaction, so no other client comes between.

No round trip is added, and the `SET` of django-tenants falls away.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import DatabaseError
from django.db.backends.postgresql.base import Cursor
from django_tenants.postgresql_backend import base
from psycopg import sql
from psycopg.pq import TransactionStatus

# these must come alone, and no path matters to them
ALONE = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN|(CREATE|DROP)\s+DATABASE)\b", re.IGNORECASE)


_Cursor: Any = Cursor  # the class depends on the driver that is installed; types do not know it


class PathCursor(_Cursor):  # type: ignore[misc]
    """A cursor whose statements bring the path of its wrapper along."""

    wrapper: PooledMixin | None = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> PathCursor:
        path = self.wrapper.path_owed(query) if self.wrapper else ""
        if not path:
            super().execute(query, params, **options)
            return self
        text = self.mogrify(query, params)
        super().execute(f"SET LOCAL search_path = {path}; {text}", **options)
        self.nextset()  # past the answer to SET: the statement's own
        assert self.wrapper
        self.wrapper.path_paid(path)
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        """One by one: a pipeline speaks the extended protocol, which takes one statement a message."""
        for params in params_seq:
            self.execute(query, params)

    def copy(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Only in a transaction, where the path can be sent ahead."""
        if self.wrapper and self.connection.autocommit:
            raise DatabaseError("COPY needs a transaction behind a pooler")
        self.execute("SELECT")
        return super().copy(statement, params, **options)


class PooledMixin(base.DatabaseWrapper):  # type: ignore[misc]  # django-tenants ships no types
    _path = ""  # as SQL
    _in_force = ""  # what the open transaction has been told

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        super().set_tenant(tenant, include_public)
        names = [sql.Identifier(name) for name in self._get_cursor_search_paths()]
        self._path = sql.SQL(", ").join(names).as_string(None)

    def path_owed(self, query: Any) -> str:
        """The path this statement must carry; "" when it is in force already or of no matter."""
        raw = self.connection
        status = raw.info.transaction_status
        if status == TransactionStatus.IDLE:  # the transaction of before has ended
            self._in_force = ""
        if status == TransactionStatus.INERROR or (isinstance(query, str) and ALONE.match(query)):
            return ""
        if raw.autocommit:
            return self._path
        return "" if self._in_force == self._path else self._path

    def path_paid(self, path: str) -> None:
        self._in_force = path

    def _commit(self) -> None:
        self._in_force = ""
        super()._commit()

    def _rollback(self) -> None:
        self._in_force = ""
        super()._rollback()

    def savepoint_rollback(self, sid: str) -> None:
        try:
            super().savepoint_rollback(sid)
        finally:
            self._in_force = ""  # a SET LOCAL after the savepoint went with it

    def create_cursor(self, name: str | None = None) -> Any:
        if name:
            raise DatabaseError("server-side cursors cannot carry the search path behind a pooler")
        self.connection.cursor_factory = PathCursor
        cursor = super().create_cursor(name)
        cursor.wrapper = self
        return cursor

    def _handle_search_path(self, cursor: Any = None) -> None:
        """django-tenants' session-level SET: never."""
