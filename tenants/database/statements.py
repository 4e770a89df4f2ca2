"""How psycopg keeps our prepared statements: which are counted, which are dropped, how their values are sent.

It builds on parts of psycopg that are not promised (its query and its list of statements); the tests of
prepared.py say when a release has changed them.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from psycopg._preparing import Prepare, PrepareManager
from psycopg._queries import PostgresQuery
from psycopg.adapt import PyFormat
from psycopg.postgres import types

THRESHOLD = 3  # times that a statement is seen among the last KEPT different ones before it is prepared
KEPT = 200  # statements a connection; one is 20 to 120 kB in PostgreSQL's memory

_INT2, _INT4 = types["int2"], types["int4"]
AS_LITERALS = {_INT2.oid: _INT4.oid, _INT2.array_oid: _INT4.array_oid}  # a small number's own type is int


class ByServer(PostgresQuery):
    """A statement whose values are sent apart, as text. mark: ends its text, so no two paths share it."""

    __slots__ = ("is_typed", "mark")

    def __init__(self, transformer: Any, mark: bytes, *, is_typed: bool) -> None:
        super().__init__(transformer)
        self.mark, self.is_typed = mark, is_typed

    def convert(self, query: Any, vars: Any) -> None:  # noqa: A002 - psycopg's name
        super().convert(query, vars)
        self.query += self.mark

    def dump(self, vars: Any) -> None:  # noqa: A002 - psycopg's name
        if self._want_formats:
            self._want_formats = [PyFormat.TEXT] * len(self._want_formats)
        super().dump(vars)
        self.types = tuple(AS_LITERALS.get(oid, oid) for oid in self.types) if self.is_typed else ()


class Statements(PrepareManager):
    """Those of one connection. Statements that were bound on the client are no matter of it."""

    prepared_max = KEPT

    def __init__(self) -> None:
        super().__init__()
        self._times: OrderedDict[int, int] = OrderedDict()

    def is_due(self, path: str, text: str) -> bool:
        """Counts it. What comes by seldom, as with very many organizations, is forgotten before its time."""
        key = hash((path, text))
        times = self._times[key] = self._times.pop(key, 0) + 1
        while len(self._times) > self.prepared_max:
            self._times.popitem(last=False)
        return times > THRESHOLD

    def get(self, query: PostgresQuery, prepare: bool | None = None) -> tuple[Prepare, bytes]:
        if not isinstance(query, ByServer):
            return Prepare.NO, b""
        return super().get(query, True)

    def maybe_add_to_cache(self, query: PostgresQuery, prep: Prepare, name: bytes) -> Any:
        return None if prep is Prepare.NO else super().maybe_add_to_cache(query, prep, name)
