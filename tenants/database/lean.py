"""Schemas without the indexes that nobody asks, and a way to write down how one is made.

Every index is paid for once per organization: a file, 8 kB, a share of each write and of each migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

_said: ContextVar[list[str] | None] = ContextVar("statements of schema editors", default=None)

# for schemas that were made with Django's own editor
DROP_PATTERN_INDEXES = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT DISTINCT i.relname FROM pg_class i
        JOIN pg_index x ON x.indexrelid = i.oid
        JOIN pg_opclass o ON o.oid = ANY (x.indclass)
        WHERE i.relnamespace = current_schema()::regnamespace
            AND i.relname LIKE '%\\_like' AND o.opcname IN ('varchar_pattern_ops', 'text_pattern_ops')
    LOOP
        EXECUTE format('DROP INDEX %I', name);
    END LOOP;
END $$
"""


class LeanSchemaEditor(DatabaseSchemaEditor):
    def _create_like_index_sql(self, model: type[models.Model], field: models.Field[Any, Any]) -> None:
        """None: nobody looks for the beginning of a key, and Django makes these for every unique text."""

    def _field_should_be_indexed(self, model: type[models.Model], field: models.Field[Any, Any]) -> bool:
        """Not the first column of a many-to-many table: its unique rule begins with the same one."""
        rules = model._meta.unique_together if model._meta.auto_created else ()
        if any(field.name == rule[0] for rule in rules):
            return False
        return bool(super()._field_should_be_indexed(model, field))  # type: ignore[misc]

    def execute(self, sql: Any, params: Any = ()) -> None:
        said = _said.get()
        if said is not None and not self.collect_sql:
            said.append(self.connection.ops.compose_sql(str(sql), params) if params is not None else str(sql))
        super().execute(sql, params)


@contextmanager
def written_down() -> Iterator[list[str]]:
    """All that schema editors of this thread execute in the block, as statements without parameters."""
    said: list[str] = []
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)
