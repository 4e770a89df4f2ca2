"""Querysets that are composed once: the text of their statement is kept, only its values change.

Django takes a millisecond of CPU to turn a queryset of three joins into SQL, more than PostgreSQL takes to
answer it. A page asks a dozen such questions, and every time the same ones. So their texts are kept, and
prepared by PostgreSQL, too (prepared.py):

    @composed
    def _said(reads_notes: bool, *, ticket: Given) -> QuerySet[Message]:
        return Message.objects.filter(ticket=ticket)

    _said(True, ticket=42)  # the rows, as list(queryset) gives them

What shapes the statement stands before the star and must be hashable; what stands behind it are values, sent
with each run. Inside, a value is an expression: usable as the right side of a lookup and as a parameter of
RawSQL, but it can be looked at only in the database. For lists there is `among`: `pk__among=ids`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet

from tenants.database import quick
from tenants.database.prepared import kept

T = TypeVar("T")
MOST_SHAPES = 500  # of one statement; a shape that holds ids (a person's queues) must not fill the memory


class Given(Expression):
    """A value of which only the name is known while the statement is composed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def get_group_by_cols(self) -> list[Any]:
        return []


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):  # type: ignore[type-arg]
    """`= ANY(list)`: one text however long the list is, where `in` has one for each length."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", [*params, *more]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [list(value)]


class composed(Generic[T]):  # noqa: N801 - a decorator
    """The decorated function answers a list of rows; see the module."""

    def __init__(self, make: Callable[..., QuerySet[Any, T]]) -> None:
        self.make, self.kept = make, dict[tuple[Any, ...], _Ready]()
        update_wrapper(self, make)

    def __call__(self, *shape: Any, **values: Any) -> list[T]:
        return self._ready(shape, values).run(values)

    def piece(self, *shape: Any, **values: Any) -> tuple[str, list[Any]]:
        """Its text and parameters, to stand inside of another statement. EmptyResultSet: it finds nothing."""
        ready = self._ready(shape, values)
        if not ready.text:
            raise EmptyResultSet
        return ready.text, ready.filled(values)

    def fresh(self, *shape: Any, **values: Any) -> list[T]:
        """The same, composed anew: for a shape that will hardly come again. Values are seen by `make`."""
        return list(self.make(*shape, **values))

    def _ready(self, shape: Sequence[Any], values: dict[str, Any]) -> _Ready:
        key = (*shape, *values)
        if (ready := self.kept.get(key)) is None:
            ready = _Ready(self.make(*shape, **{name: Given(name) for name in values}))
            if len(self.kept) < MOST_SHAPES:
                self.kept[key] = ready
        return ready


class _Ready:
    """A queryset with its text. Django's own iterables make the rows: they take this for the queryset."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        if rows._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise TypeError("rows that are prefetched need statements of their own")
        self.rows = rows
        self.iterable: Any = rows._iterable_class  # type: ignore[attr-defined]
        self.compiler = rows.query.get_compiler(rows.db)
        try:
            text, self.params = self.compiler.as_sql()
            self.text = kept(text)
            if self.compiler.klass_info:
                self.compiler.klass_info = quick.made(self.compiler.klass_info)
            self.converters = self.compiler.get_converters(self.columns)
        except EmptyResultSet:
            self.text, self.params = kept(""), ()

    @property
    def columns(self) -> list[Any]:
        return [column[0] for column in self.compiler.select[: self.compiler.col_count]]

    def run(self, values: dict[str, Any]) -> list[Any]:
        return list(self.iterable(_Run(self, self.filled(values)))) if self.text else []

    def filled(self, values: dict[str, Any]) -> list[Any]:
        return [values[one.name] if isinstance(one, Given) else one for one in self.params]


class _Run:
    """One run: what an iterable asks of a queryset, and of its query."""

    def __init__(self, ready: _Ready, params: list[Any]) -> None:
        self._ready, self._params, self.query = ready, params, self
        self.db = ready.rows.db

    def get_compiler(self, using: str) -> Any:
        """The one that composed it, on this thread's connection."""
        found = copy.copy(self._ready.compiler)
        found.using, found.connection = using, connections[using]
        found.as_sql = lambda *_: (self._ready.text, self._params)
        found.get_converters = lambda _: self._ready.converters
        if not found.has_extra_select:
            found.execute_sql = lambda *_, **__: self._fetched(found.connection)
        return found

    def _fetched(self, connection: Any) -> tuple[list[Any]]:
        """All rows at once: such lists are short, and Django's way of pieces costs a third more."""
        with connection.cursor() as cursor:
            cursor.execute(self._ready.text, self._params)
            return (cursor.fetchall(),)

    def __getattr__(self, name: str) -> Any:
        rows = self._ready.rows
        return getattr(rows if hasattr(rows, name) else rows.query, name)
