"""A data migration that works in batches, commits after each, and goes on where it was killed.

    class Migration(migrations.Migration):
        atomic = False
        operations = [InBatches(fill_words)]

    def fill_words(apps, editor, after):      # after: None, then what it returned last
        rows = apps.get_model("tickets", "Message").objects.filter(pk__gt=after or 0)[:500]
        ...
        return rows[-1].pk if rows else None   # None: done

Where it stands is kept in the shared schema, in the transaction of the batch itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import router, transaction
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

from tenants.migrator.models import BatchMark

Batch = Callable[[StateApps, Any, Any], Any]


class InBatches(RunPython):
    """Runs `batch` until it returns None. Backwards it does nothing: what was filled may stay."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(RunPython.noop, RunPython.noop)
        self.batch = batch

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], {"batch": self.batch}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not router.allow_migrate(schema_editor.connection.alias, app_label):
            return  # the shared schema, which this app does not live in
        if schema_editor.atomic_migration:
            raise ValueError("InBatches commits by itself: its migration needs atomic = False")
        where = {"schema_name": schema_editor.connection.schema_name, "step": self._name(app_label)}
        more = True
        while more:
            with transaction.atomic():
                more = self._next(from_state.apps, schema_editor, where)

    def _next(self, apps: StateApps, editor: Any, where: dict[str, Any]) -> bool:
        """One batch with its mark. False once there is nothing left."""
        mark = BatchMark.objects.filter(**where).first()
        after = self.batch(apps, editor, mark.after if mark else None)
        if after is None:
            BatchMark.objects.filter(**where).delete()
        else:
            BatchMark.objects.update_or_create(defaults={"after": after}, **where)
        return after is not None

    def _name(self, app_label: str) -> str:
        return f"{app_label}.{self.batch.__module__.rpartition('.')[2]}.{self.batch.__qualname__}"[:200]
