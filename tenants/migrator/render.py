"""A migration written down as statements, while the template still stands where it begins.

Rendered once, it is applied to a thousand schemas without a look at any of them. What cannot be
written down (Python, operations that must see rows) says why and goes through the ORM instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import DatabaseError, NotSupportedError, connection
from django.db.migrations import Migration, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenants import context
from tenants.models import RenderedMigration, Tenant


def render(migration: Migration, before: ProjectState, template: Tenant) -> RenderedMigration:
    """The unsaved row. before: the state the migration begins with; the template must be there, too."""
    row = RenderedMigration(app=migration.app_label, name=migration.name, is_atomic=migration.atomic)
    if python := [one for one in _all(migration.operations) if not one.reduces_to_sql]:
        row.why_not = f"{type(python[0]).__name__} must be run"
        return row
    try:
        row.statements = _statements(migration, before, template)
    except (ValueError, NotSupportedError, DatabaseError) as fault:
        row.why_not = f"cannot be written down: {fault}"[:200]
    return row


def _statements(migration: Migration, before: ProjectState, template: Tenant) -> list[str]:
    with context.tenant(template):
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            migration.apply(before.clone(), editor, collect_sql=True)
        return [text for text in editor.collected_sql if not text.startswith("--")]


def _all(operations: Sequence[Operation]) -> Iterator[Operation]:
    """With those inside of others: Django itself looks at the outer ones only."""
    for operation in operations:
        yield operation
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _all(operation.database_operations)
