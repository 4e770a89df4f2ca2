"""Bring an archive in: all of it, checked against its hashes, or nothing.

Files are written first, under the name of a schema nobody has yet; then one transaction makes the
organization from a spare, empties the starter content, loads every table and opens the door. A crash
leaves no organization; repeating it writes the same files and begins the transaction anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from psycopg import sql

from tenants import context, platform, selectors
from tenants.carrying.archive import FORMAT
from tenants.database import partitions
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid
from tenants.migrator.target import target
from tenants.models import Domain, MailRoute, Tenant
from tenants.provisioning import names, spares, starters

Told = Callable[[str], object]
ROWS = 500  # of one statement


class BadArchive(Invalid):
    """data: why."""

    code = "import.bad_archive"
    sentence = "This archive cannot be brought in: {why}"


@dataclass(frozen=True)
class Brought:
    """The organization, and its mail addresses that another one has here already."""

    tenant: Tenant
    taken_addresses: list[str]


def restore(path: str, *, slug: str = "", told: Told = lambda line: None) -> Brought:
    """Bring in the archive at a path, under its own or another subdomain.

    Raises BadArchive, SlugInvalid, SlugReserved, SlugTaken.
    """
    try:
        with ZipFile(path) as archive, context.shared():
            manifest = _manifest(archive)
            tenant = _row(manifest, selectors.check_slug(slug or manifest["tenant"]["slug"]))
            told(f"{len(manifest['files'])} files")
            for name, facts in manifest["files"].items():
                _file(archive, tenant, name, facts)
            return _open(archive, manifest, tenant, told)
    except BadZipFile as fault:
        raise BadArchive(why="it is no zip file, or it is damaged.") from fault


def _manifest(archive: ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError):
        raise BadArchive(why="it has no manifest.") from None
    if manifest.get("format") != FORMAT:
        raise BadArchive(why=f"its format {manifest.get('format')} is not known here.")
    if manifest["schema_version"] != target().version:
        raise BadArchive(why="it was made by another release. Bring both sides to the same one first.")
    return manifest


def _row(manifest: dict[str, Any], slug: str) -> Tenant:
    facts = dict(manifest["tenant"])
    if Tenant.objects.filter(public_id=facts["public_id"]).exists():
        facts.pop("public_id")  # the original is here, too
    facts |= {"slug": slug, "schema_name": names.schema_of(slug), "state": "active", "standing": "active"}
    moment = clock.now()
    return Tenant(**facts, ready_at=moment, state_since=moment)


def _file(archive: ZipFile, tenant: Tenant, name: str, facts: dict[str, Any]) -> None:
    if facts.get("gone"):
        return
    if name.startswith("/") or ".." in name.split("/"):
        raise BadArchive(why=f"the file {name} points outside.")
    content = archive.read(f"files/{name}")
    if hashlib.sha256(content).hexdigest() != facts["sha256"]:
        raise BadArchive(why=f"the file {name} is damaged.")
    with context.tenant(tenant):
        if default_storage.exists(name):  # of a try that died
            default_storage.delete(name)
        if default_storage.save(name, ContentFile(content)) != name:
            raise BadArchive(why=f"the file {name} could not keep its name.")


def _open(archive: ZipFile, manifest: dict[str, Any], tenant: Tenant, told: Told) -> Brought:
    with transaction.atomic():
        spare = spares.take() or _made()
        tenant.edition, tenant.shard = spare.edition, spare.shard
        tenant.schema_version, tenant.schema_level = target().version, target().level
        tenant.save()
        host = f"{tenant.slug}.{settings.PLATFORM_DOMAIN}"
        Domain.objects.create(domain=host, tenant=tenant, is_primary=True)
        spares.hand_over(spare, tenant)
        with context.tenant(tenant):
            _empty(manifest)
            for table, facts in manifest["tables"].items():
                told(f"{table}: {facts['rows']:,} rows")
                _table(archive, table, facts)
            taken = _routes(tenant)
        starters.stamp(tenant, lambda what, number, of: None)  # what the shared schema has to know
        platform.record("tenant.imported", on=tenant, by=SYSTEM, after={"slug": tenant.slug})
    return Brought(tenant, taken)


def _made() -> Any:
    spares.make(lambda what, number, of: None)
    return spares.take()


def _empty(manifest: dict[str, Any]) -> None:
    """Away with the starter content, and with it what the archive left out."""
    every = {*manifest["tables"], *manifest["left_out"]} - {"django_migrations"}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        tables = sql.SQL(", ").join(map(sql.Identifier, sorted(every)))
        cursor.execute(sql.SQL("TRUNCATE {}").format(tables).as_string())


def _table(archive: ZipFile, table: str, facts: dict[str, Any]) -> None:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{table}.jsonl") as lines, connection.cursor() as cursor:
        is_parted = table in partitions.parted(cursor, context.current_schema())
        for batch in _batches(lines):
            for line in batch:
                digest.update(line)
            rows += len(batch)
            if is_parted:
                partitions.make(cursor, table, _years(table, batch))
            cursor.execute(_insertion(table, batch))
        if (digest.hexdigest(), rows) != (facts["sha256"], facts["rows"]):
            raise BadArchive(why=f"the table {table} is damaged.")
        if rows and "id" in json.loads(batch[0]):
            name = sql.Literal(f'"{table}"')
            go_on = "SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}"
            cursor.execute(sql.SQL(go_on).format(name, sql.Identifier(table)).as_string())


def _years(table: str, batch: list[bytes]) -> set[int]:
    years = {json.loads(line).get(partitions.KEY) for line in batch}
    if not all(isinstance(year, int) and partitions.FIRST <= year <= partitions.LAST for year in years):
        raise BadArchive(why=f"the table {table} is damaged.")
    return years


def _batches(lines: Any) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if len(batch) == ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _insertion(table: str, batch: list[bytes]) -> str:
    names = sql.SQL(", ").join(map(sql.Identifier, json.loads(batch[0])))
    rows = sql.Literal("[" + b",".join(batch).decode() + "]")
    return (
        sql.SQL(
            "INSERT INTO {table} ({names})"
            " SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, {rows})"
        )
        .format(table=sql.Identifier(table), names=names, rows=rows)
        .as_string()
    )


def _routes(tenant: Tenant) -> list[str]:
    """Its mail addresses lead to it from now on; those that belong to somebody here are told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM mail_mailbox ORDER BY id")
        addresses = [address.lower() for (address,) in cursor.fetchall()]
    taken = set(MailRoute.objects.filter(address__in=addresses).values_list("address", flat=True))
    MailRoute.objects.bulk_create(
        MailRoute(address=one, tenant=tenant) for one in addresses if one not in taken
    )
    return sorted(taken)
