"""One schema by Django's own executor: slow, sure, and able to go on where it stopped.

The template is made this way, and whatever cannot be replayed or rendered.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tenants import context
from tenants.models import Tenant

Told = Callable[[str, int, int], None]  # what, number, of how many


def build(tenant: Tenant, told: Told) -> None:
    """Bring the tenant's schema into being and up to date. Repeating it is harmless."""
    with context.shared(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(tenant.schema_name)}")
    migrate(tenant, told)


def migrate(tenant: Tenant, told: Told) -> None:
    """Migration by migration; each is recorded, so a second run goes on."""
    with context.tenant(tenant):
        if not has_ledger(tenant.schema_name):
            _create_ledger()
        executor = MigrationExecutor(connection)
        targets = executor.loader.graph.leaf_nodes()
        plan = executor.migration_plan(targets)
        names = [migration.app_label for migration, _ in plan]

        def heard(action: str, migration: Migration | None = None, fake: bool = False) -> None:
            if action == "apply_start" and migration is not None:
                told(migration.app_label, names.index(migration.app_label), len(names))

        executor.progress_callback = heard  # type: ignore[assignment]  # the stubs know one call only
        executor.migrate(targets, plan)


def drop(name: str) -> None:
    """The schema with all it holds. One that is not there is no fault."""
    with context.shared(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(name)} CASCADE")


def has_ledger(name: str) -> bool:
    """Whether the schema has its own table of migrations; the shared one must not be taken for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{quoted(name)}.django_migrations"])
        return bool(cursor.fetchone()[0])


def quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _create_ledger() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(MigrationRecorder.Migration)
