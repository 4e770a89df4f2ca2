"""A backup is worth what can be brought back from it: rows, structure, files; whole, and one organization alone."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from core.files.services import keep_file
from core.tickets import services as tickets
from core.tickets.services.words import Words
from infra.embedded import for_tests
from infra.scale.backup import back_up
from infra.scale.restore import Unfit, restore
from infra.scale.tools import MANIFEST, Asked, Clients
from tenants import context
from tenants.models import Tenant
from tenants.provisioning.fingerprint import fingerprint
from tests.support.commits import committed

SCHEMAS = ["public", "_template", "acme", "globex"]


def url(name: str) -> str:
    return urlsplit(for_tests.start().database)._replace(path=f"/{name}").geturl()


def ask(
    folder: Path, name: str, files: Path, only: tuple[str, ...] = (), home: str = "", shard: str = "default"
) -> Asked:
    return Asked(folder, list(only), shard, url(name), url(home or name), files)


@pytest.fixture(scope="module")
def taken(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[SimpleNamespace]:
    """A backup of the tests' database with a ticket and its file in it, and what was there at that moment."""
    folder = tmp_path_factory.mktemp("backup") / "monday"
    with django_db_blocker.unblock(), committed() as here:
        carla = here.people.carla
        file = keep_file(b"all of it", "bill.txt", by=carla.actor)
        tickets.open_ticket(
            carla, "Bill", Words("See file."), channel="web", by=carla.actor, attachments=[file]
        )
        with context.shared():  # a purged one has a row and no schema
            Tenant.objects.create(schema_name="_purged_9", slug="purged-9", state="purged")
        name = context.connection.settings_dict["NAME"]
        back_up(ask(folder, name, Path(settings.MEDIA_ROOT)))
        yield SimpleNamespace(folder=folder, content=content(name), file=Path("acme") / file.path)


@pytest.fixture
def empty() -> Iterator[str]:
    with psycopg.connect(url("postgres"), autocommit=True) as line:
        line.execute("DROP DATABASE IF EXISTS brought_back")
        line.execute("CREATE DATABASE brought_back")
        yield "brought_back"
        line.execute("DROP DATABASE brought_back")


def content(name: str) -> dict[str, Any]:
    """{schema: structure and every row of every table}

    Of the shared schema the names of its relations: PostgreSQL itself writes `state IN (…)` of a partial index
    differently once it has read its own dump.
    """
    found = {}
    with psycopg.connect(url(name)) as line:
        for schema in SCHEMAS:
            tables = line.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema]
            )
            rows = {
                table: line.execute(f'SELECT to_jsonb(t) FROM "{schema}"."{table}" t ORDER BY 1').fetchall()
                for (table,) in tables.fetchall()
            }
            looks = _relations(line) if schema == "public" else fingerprint(line.cursor(), schema)
            found[schema] = looks, rows
    return found


def _relations(line: Any) -> list[Any]:
    where = "relnamespace = 'public'::regnamespace"
    return line.execute(f"SELECT relkind, relname FROM pg_class WHERE {where} ORDER BY 2").fetchall()


def test_all_of_it_comes_back(taken, empty, tmp_path):
    restore(ask(taken.folder, empty, tmp_path))

    now = content(empty)
    held = now["public"][1].pop("events_knowndatabase")
    taken.content["public"][1].pop("events_knowndatabase", None)
    assert now == taken.content
    assert [row["identity"] for (row,) in held] == ["restored"], "no letter leaves before they are compared"
    assert (tmp_path / taken.file).read_bytes() == b"all of it"


def test_one_organization_comes_back_alone(taken, empty, tmp_path):
    restore(ask(taken.folder, empty, tmp_path))
    with psycopg.connect(url(empty)) as line:
        line.execute(
            "ALTER SCHEMA acme RENAME TO acme_broken; UPDATE globex.desk_queue SET name = 'as today' WHERE is_default"
        )
    (tmp_path / taken.file).unlink()

    restore(ask(taken.folder, empty, tmp_path, ("acme",)))

    now = content(empty)
    assert now["acme"] == taken.content["acme"]
    assert now["globex"] != taken.content["globex"], "nobody else went back in time"
    assert (tmp_path / taken.file).read_bytes() == b"all of it"


def test_the_next_number_follows_the_last(taken, empty, tmp_path):
    """Sequences come back, too: a new row does not meet an old one."""
    restore(ask(taken.folder, empty, tmp_path))
    with psycopg.connect(url(empty)) as line:
        new = line.execute(
            "INSERT INTO acme.desk_tag (name, color, description, seed_key, seed_version) VALUES ('new', '#000000', '', '', 0) RETURNING id"
        )
        assert new.fetchone()


def test_nothing_is_written_over(taken, empty, tmp_path):
    restore(ask(taken.folder, empty, tmp_path))
    with pytest.raises(Unfit, match="there already"):
        restore(ask(taken.folder, empty, tmp_path))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / MANIFEST).unlink(), "was not finished"),
        (lambda folder: (folder / "database/acme.dump").write_bytes(b"x"), "is not what was backed up"),
        (lambda folder: (folder / "files.tar").unlink(), "is not what was backed up"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_changed(damage, said, taken, empty, tmp_path):
    copy = tmp_path / "copy"
    for path in taken.folder.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(taken.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    damage(copy)
    with pytest.raises(Unfit, match=said):
        restore(ask(copy, empty, tmp_path / "files"))
    with psycopg.connect(url(empty)) as line:
        assert line.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_backup_is_closed_to_others(taken):
    assert taken.folder.stat().st_mode & 0o077 == 0
    assert (taken.folder / "settings.env").stat().st_mode & 0o077 == 0


def test_a_shard_holds_whom_the_directory_names(taken, empty, tmp_path, django_db_blocker):
    """On a shard the directory is empty: it is asked at home."""
    name = context.connection.settings_dict["NAME"]
    restore(ask(taken.folder, empty, tmp_path, ("acme",)))
    with psycopg.connect(url(name), autocommit=True) as home:
        home.execute("UPDATE tenants_tenant SET shard = 'eu' WHERE slug = 'acme'")
        try:
            back_up(ask(tmp_path / "eu", empty, tmp_path, home=name, shard="eu"))
            with pytest.raises(Unfit, match="No organization lives in the schema globex"):
                back_up(ask(tmp_path / "no", empty, tmp_path, ("globex",), home=name, shard="eu"))
        finally:
            home.execute("UPDATE tenants_tenant SET shard = 'default'")
    facts = json.loads((tmp_path / "eu" / MANIFEST).read_text())
    assert facts["schemas"] == ["public", "acme"]
    assert facts["rows"]["acme"] > 100


def test_a_backup_of_one_holds_nothing_of_others(taken, tmp_path):
    name = context.connection.settings_dict["NAME"]
    for schema in ("acme", "globex"):
        (tmp_path / "files" / schema).mkdir(parents=True)
        (tmp_path / "files" / schema / "one").write_text(schema)
    back_up(ask(tmp_path / "alone", name, tmp_path / "files", ("acme",)))
    assert [path.name for path in (tmp_path / "alone" / "database").iterdir()] == ["acme.dump"]
    with tarfile.open(tmp_path / "alone" / "files.tar") as tar:
        assert tar.getnames() == ["acme", "acme/one"]


def test_a_missing_schema_makes_no_backup(taken, empty, tmp_path):
    """An organization that the directory has and the database lacks is never left out silently."""
    with pytest.raises(Unfit, match="has no schema acme, globex"):
        back_up(ask(tmp_path / "hollow", empty, tmp_path, home=context.connection.settings_dict["NAME"]))
    assert not (tmp_path / "hollow").exists()


def test_no_list_of_processes_shows_the_password():
    secret = for_tests.start().database.replace("deskhand@", "deskhand:open-sesame@")
    clients = Clients(secret)
    assert "open-sesame" not in clients.address
    assert clients.secret == {"PGPASSWORD": "open-sesame"}
