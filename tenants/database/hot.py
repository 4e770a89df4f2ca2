"""Rows of the hot paths: statements whose text is composed once, not anew for each row.

On a shard its connection answers to the name of the default one, as with the router; rows bear that name.

Django takes longer to compose an INSERT or a SELECT with a join than PostgreSQL takes to answer it, and a
mail asks for a dozen. For what happens with every mail; everything else takes the models' managers. No
signals are sent (we have none), and a row is new: it is never looked for first. What is composed here is
prepared (prepared.py); a whole text of a caller's own is when it says `kept(...)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from tenants.database.prepared import Kept, kept

M = TypeVar("M", bound=models.Model)
Row = tuple[Any, ...]


def insert(first: M, *more: M, unless_there: bool = False) -> M:
    """New rows of one model in one statement, each with its id afterwards. Returns the first.

    unless_there: a row that breaks a unique rule is left out, and none gets an id. If one was left out, all
    of them are still `_state.adding`.
    """
    table, rows = type(first), (first, *more)
    values = [value for row in rows for value in _values(row, with_key=first.pk is not None)]
    text = _insert(table, len(rows), first.pk is not None, unless_there)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        is_whole = cursor.rowcount == len(rows)
        keys = [(row.pk,) for row in rows if is_whole] if unless_there else cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=False):
        row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return first


def update(table: type[models.Model], changes: dict[str, Any], where: str, keys: Sequence[Any]) -> int:
    """Set columns, by attribute names, of the rows that `where` finds with `keys`. How many there were."""
    fields = _by_name(table)
    values = [fields[name].get_db_prep_save(value, connection) for name, value in changes.items()]
    with connection.cursor() as cursor:
        cursor.execute(_update(table, tuple(changes), where), [*values, *keys])
        return int(cursor.rowcount)


def found(text: str, values: Any, *tables: type[models.Model], on: Any = connection) -> list[Any]:
    """Rows of a statement that returns `columns` of these models, and perhaps more after them.

    One model and nothing else: its rows. Otherwise tuples of a row of each, then the other values.
    on: the connection that is asked.
    """
    with on.cursor() as cursor:
        cursor.execute(text, values)
        answers = cursor.fetchall()
    name = DEFAULT_DB_ALIAS if on is connection else on.alias
    every = [tuple(_parts(tables, answer, name)) for answer in answers]
    return [parts[0] if len(parts) == 1 else parts for parts in every]


def with_beside(table: type[M], beside: tuple[str, ...], where: str, keys: Sequence[Any]) -> list[M]:
    """Rows that `where` finds with `keys`, as select_related(*beside) brings them. where: the table is t.

    beside: foreign keys of the table, which may be empty in a row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_select(table, beside, where), keys)
        answers = cursor.fetchall()
    return [_with_parts(table, beside, answer) for answer in answers]


@cache
def columns(table: type[models.Model], of: str = "") -> str:
    """All stored columns as a select list. of: the alias of the table in the statement."""
    place = connection.ops.quote_name(of or table._meta.db_table)
    return ", ".join(f"{place}.{_quoted(field)}" for field in _fields(table, with_key=True))


@cache
def attribute(table: type[models.Model], field: str) -> str:
    """How `update` names a field: "status" -> "status_id"."""
    return next(one.attname for one in _fields(table, with_key=True) if field in (one.name, one.attname))


def name_of(table: type[models.Model]) -> str:
    """The quoted name of its table."""
    return connection.ops.quote_name(table._meta.db_table)


def _parts(tables: Sequence[type[models.Model]], answer: Row, alias: str) -> Iterator[Any]:
    at = 0
    for table in tables:
        end = at + len(_names(table))
        yield _made(table, answer[at:end], alias)
        at = end
    yield from answer[at:]


def _with_parts(table: type[M], beside: tuple[str, ...], answer: Row) -> M:
    at = len(_names(table))
    row = _made(table, answer[:at])
    for field in _sides(table, beside):
        end = at + len(_names(field.related_model))
        is_there = getattr(row, field.attname) is not None
        field.set_cached_value(row, _made(field.related_model, answer[at:end]) if is_there else None)
        at = end
    return row


def _made(table: type[M], answer: Row, alias: str = DEFAULT_DB_ALIAS) -> M:
    return table.from_db(alias, _names(table), _read(table, answer))


def _read(table: type[models.Model], answer: Row) -> Sequence[Any]:
    if not (places := _with_readers(table)):
        return answer
    values = list(answer)
    for at, read in places:
        values[at] = read(values[at], None, connection)
    return values


def _values(row: models.Model, *, with_key: bool) -> Iterator[Any]:
    for field in _fields(type(row), with_key):
        yield field.get_db_prep_save(field.pre_save(row, add=True), connection)


@cache
def _insert(table: type[models.Model], number: int, with_key: bool, unless_there: bool) -> Kept:
    fields = _fields(table, with_key)
    each = f"({', '.join(['%s'] * len(fields))})"
    rows = ", ".join([each] * number)
    end = "ON CONFLICT DO NOTHING" if unless_there else f"RETURNING {_quoted(table._meta.pk)}"
    text = f"INSERT INTO {name_of(table)} ({', '.join(map(_quoted, fields))}) VALUES {rows} {end}"  # noqa: S608
    return kept(text)


@cache
def _update(table: type[models.Model], names: tuple[str, ...], where: str) -> Kept:
    fields = _by_name(table)
    changes = ", ".join(f"{_quoted(fields[name])} = %s" for name in names)
    return kept(f"UPDATE {name_of(table)} SET {changes} WHERE {where}")  # noqa: S608 - our own words


@cache
def _select(table: type[models.Model], beside: tuple[str, ...], where: str) -> Kept:
    parts, joins = [columns(table, "t")], []
    for at, field in enumerate(_sides(table, beside)):
        side, key = f"s{at}", _quoted(field.target_field)
        parts.append(columns(field.related_model, side))
        joins.append(
            f'LEFT JOIN {name_of(field.related_model)} "{side}" ON "{side}".{key} = t.{_quoted(field)}'
        )
    text = f"SELECT {', '.join(parts)} FROM {name_of(table)} t {' '.join(joins)} WHERE {where}"  # noqa: S608
    return kept(text)


@cache
def _sides(table: type[models.Model], beside: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(table._meta.get_field(name) for name in beside)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


@cache
def _by_name(table: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {field.attname: field for field in _fields(table, with_key=False)}


@cache
def _fields(table: type[models.Model], with_key: bool) -> tuple[models.Field[Any, Any], ...]:
    """Those that are stored, without what PostgreSQL works out by itself."""
    every = (field for field in table._meta.local_concrete_fields if not field.generated)
    return tuple(field for field in every if with_key or not field.primary_key)


@cache
def _names(table: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _fields(table, with_key=True))


@cache
def _with_readers(table: type[models.Model]) -> tuple[tuple[int, Any], ...]:
    """(place, reader) of the fields that are stored in another form than they are read, as JSON."""
    every = enumerate(_fields(table, with_key=True))
    return tuple((at, field.from_db_value) for at, field in every if hasattr(field, "from_db_value"))
