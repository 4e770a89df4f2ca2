"""Write an organization into one zip: a file of JSON lines per table, its files, a manifest with hashes.

All tables are read in one snapshot. Rows pass through one at a time, written by PostgreSQL itself as
JSON, so numbers and moments stay exact and memory stays flat, however large a table is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from psycopg import sql

from tenants import context
from tenants.carrying.contents import Contents, contents, fresh
from tenants.kernel import clock
from tenants.locks import own_connection
from tenants.models import Tenant
from tenants.storage import store

FORMAT = 1
CHUNK = 2**20  # bytes of a file at a time
FACTS = ("public_id", "slug", "name", "time_zone", "language", "brand_color", "logo")
Told = Callable[[int, int], object]  # number, of how many


@dataclass
class Manifest:
    """What stands in the archive, entry by entry; written last."""

    tenant: dict[str, str]
    schema_version: str
    complete: bool
    left_out: dict[str, str]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_json(self) -> str:
        told = {"format": FORMAT, "made_at": clock.now().isoformat(), **vars(self)}
        return json.dumps(told, ensure_ascii=False, indent=1)


def write(tenant: Tenant, target: IO[bytes], *, complete: bool = False, told: Told) -> Manifest:
    """The whole archive into an open file. complete: with password hashes and keys, for operators."""
    facts = {name: str(getattr(tenant, name)) for name in FACTS}
    if complete:
        facts["secret"] = tenant.secret
    with context.tenant(tenant), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        paths = [kept.path for kept in store().everything()]
        with snapshot(tenant.schema_name) as line:
            what = contents(line, tenant.schema_name, complete=complete)
            manifest = Manifest(facts, tenant.schema_version, complete, what.left_out)
            steps = len(what.tables) + len(paths)
            for number, table in enumerate(what.tables):
                told(number, steps)
                manifest.tables[table] = _table(archive, line, table, what)
        for number, path in enumerate(paths):
            told(len(what.tables) + number, steps)
            manifest.files[path] = _file(archive, path)
        archive.writestr("manifest.json", manifest.as_json())
    return manifest


@contextmanager
def snapshot(schema: str) -> Iterator[Any]:
    """A plain connection in one read-only snapshot of the schema."""
    with own_connection() as line, line.transaction():
        line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        line.execute(sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema)))
        yield line


def _table(archive: ZipFile, line: Any, table: str, what: Contents) -> dict[str, Any]:
    """rows and sha256 of the table's entry."""
    digest, rows = hashlib.sha256(), 0
    columns = sql.SQL(", ").join(map(sql.Identifier, what.tables[table]))
    query = sql.SQL("SELECT to_jsonb(t)::text FROM (SELECT {} FROM {}) AS t").format(
        columns, sql.Identifier(table)
    )
    blanked = what.blanked.get(table, {})
    with archive.open(f"tables/{table}.jsonl", "w", force_zip64=True) as entry, line.cursor(table) as cursor:
        for (text,) in cursor.execute(query):
            raw = (json.dumps(json.loads(text) | fresh(blanked)) if blanked else text).encode() + b"\n"
            digest.update(raw)
            entry.write(raw)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _file(archive: ZipFile, path: str) -> dict[str, Any]:
    """size and sha256 of a file's entry. One deleted in the meantime is said to be gone."""
    digest, size = hashlib.sha256(), 0
    try:
        source = default_storage.open(path, "rb")
    except FileNotFoundError:
        return {"size": 0, "sha256": "", "gone": True}
    with source, archive.open(f"files/{path}", "w", force_zip64=True) as entry:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            entry.write(chunk)
            size += len(chunk)
    return {"size": size, "sha256": digest.hexdigest()}
