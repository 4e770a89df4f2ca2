"""Releases made up for the tenancy benchmark: an app of the tenants whose migrations are written at run time."""

from __future__ import annotations

import importlib
import sys

from infra.embedded import scratch

FIRST = """from django.db import migrations, models

class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.CreateModel("Thing", [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("name", models.CharField(max_length=20)), ("turns", models.IntegerField(default=0))])]
"""
NEXT = """from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("release", "{before}")]
    operations = [{operation}]
"""
FIELD = "migrations.AddField('Thing', 'field_{n}', models.CharField(max_length=20, default='x'))"
INDEX = "migrations.AddIndex('Thing', models.Index(fields=['name', 'field_{n}'], name='thing_{n}'))"
MODULE = "bench_releases"


class Releases:
    """`next()` is a new release with one AddField and one AddIndex."""

    def __init__(self) -> None:
        from django.conf import settings

        self.folder = scratch.folder("releases") / MODULE
        self.folder.mkdir()
        self.folder.joinpath("__init__.py").touch()
        sys.path.insert(0, str(self.folder.parent))
        settings.MIGRATION_MODULES = {"release": MODULE}
        self.last, self.count = "0001_things", 0
        self._write(self.last, FIRST)

    def next(self) -> int:
        """Its number."""
        self.count += 1
        for operation in (FIELD, INDEX):
            name = f"{int(self.last[:4]) + 1:04d}_step"
            self._write(name, NEXT.format(before=self.last, operation=operation.format(n=self.count)))
            self.last = name
        return self.count

    def _write(self, name: str, text: str) -> None:
        from tenants.migrator import target

        self.folder.joinpath(f"{name}.py").write_text(text)
        importlib.invalidate_caches()
        sys.modules.pop(MODULE, None)
        for kept in (target.target, target.wanted, target.wanted_shared):
            kept.cache_clear()
