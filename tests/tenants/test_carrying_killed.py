"""kill -9 in the middle of an export and of a deletion, on committed data: the next run ends it whole.

A lock held by the test stops the process at a known place, where it is killed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest

from tests.support.deploy import Deploy

START = "import django, infra.celery; django.setup()\n"
ASK = (
    START
    + """
from tenants.carrying import exports
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
exports.ask(Tenant.objects.get(slug="alpha"), by=SYSTEM)
"""
)
MAKE = (
    START
    + """
from tenants.carrying import exports
from tenants.carrying.models import Export
exports.make(Export.objects.get().pk)
"""
)
LEAVE = (
    START
    + """
from tenants import services
from tenants.carrying import purge
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
row = Tenant.objects.get(slug="beta")
services.leave(row, by=SYSTEM, reason="They left.")
purge.ask(row, typed="beta", reason="They left.", by=SYSTEM)
"""
)
WORK = (
    START
    + """
from tenants.carrying import purge
from tenants.carrying.models import Certificate
purge.work(Certificate.objects.get().pk)
"""
)
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
END = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def deploy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deploy]:
    with Deploy("alpha beta", files=tmp_path_factory.mktemp("files")) as found:
        found.each("INSERT INTO release_thing (name, turns) SELECT 'thing', 1 FROM generate_series(1, 1200)")
        yield found


def killed_at(deploy: Deploy, code: str, table: str, mode: str = "ACCESS EXCLUSIVE") -> None:
    """Run the code until it waits for the table, then kill it; its session ends with it."""
    deploy.ask("UPDATE carrying_export SET lease_until = now() - interval '1 second'")
    deploy.ask("UPDATE carrying_certificate SET lease_until = now() - interval '1 second'")
    with psycopg.connect(deploy.servers.places.database_url) as line:
        line.execute(f"LOCK TABLE {table} IN {mode} MODE".encode())
        deploy.kill("one", code, lambda: deploy.ask(WAITING))
        line.execute(END)


def test_an_export_killed_anywhere_is_made_by_the_next_try(deploy: Deploy, tmp_path: Path) -> None:
    deploy.run("one", ASK)
    killed_at(deploy, MAKE, "carrying_export", "EXCLUSIVE")  # before it is claimed
    killed_at(deploy, MAKE, "alpha.desk_tag")  # in the middle of the tables
    killed_at(deploy, MAKE, "alpha.release_thing")  # further on
    assert deploy.ask("SELECT state, path FROM carrying_export") == [("running", "")]
    assert not list(deploy.files.rglob("*.zip"))

    deploy.ask("UPDATE carrying_export SET lease_until = now() - interval '1 second'")
    deploy.run("one", MAKE)

    assert deploy.ask("SELECT state, progress FROM carrying_export") == [("ready", 100)]
    (path,) = deploy.files.rglob("*.zip")
    with ZipFile(path) as zipped:
        assert zipped.testzip() is None
        assert json.loads(zipped.read("manifest.json"))["tables"]["release_thing"]["rows"] == 1200


def test_a_whole_organization_moves_between_installations(deploy: Deploy, tmp_path: Path) -> None:
    file = str(tmp_path / "alpha.zip")
    made = deploy.command("one", "tenant_export", "alpha", "--to", file, "--complete")
    assert made.returncode == 0, made.stderr
    with Deploy("gamma", files=tmp_path / "there") as there:
        done = there.command("one", "tenant_import", file)
        assert done.returncode == 0, done.stderr
        assert "Alpha is open at http://alpha.localhost" in done.stdout
        there.slugs = ["alpha"]
        for table in ("release_thing", "desk_category", "knowledge_article", "accounts_role"):
            look = f"SELECT t::text FROM {table} t ORDER BY id"
            assert there.each(look)["alpha"] == deploy.each(look)["alpha"]
        assert there.ask("SELECT public_id FROM tenants_tenant WHERE slug = 'alpha'") == deploy.ask(
            "SELECT public_id FROM tenants_tenant WHERE slug = 'alpha'"
        )
        again = there.command("one", "tenant_import", file)
        assert again.returncode == 1
        assert "belongs to another organization already" in again.stderr


def test_a_deletion_killed_anywhere_is_ended_by_the_next_try(deploy: Deploy) -> None:
    deploy.run("one", LEAVE)
    killed_at(deploy, WORK, "beta.desk_tag")  # while it counts
    killed_at(deploy, WORK, "tenants_mailroute")  # between the rows of the shared schema
    killed_at(deploy, WORK, "beta.release_thing", "ACCESS SHARE")  # while tables are dropped
    killed_at(deploy, WORK, "tenants_platformrecord", "EXCLUSIVE")  # before the certificate is finished
    assert deploy.ask("SELECT finished_at FROM carrying_certificate") == [(None,)]

    deploy.ask("UPDATE carrying_certificate SET lease_until = now() - interval '1 second'")
    deploy.run("one", WORK)

    rows, done = deploy.ask("SELECT rows, finished_at IS NOT NULL FROM carrying_certificate")[0]
    assert (rows > 1200, done) == (True, True)
    assert deploy.ask("SELECT 1 FROM pg_namespace WHERE nspname = 'beta'") == []
    assert deploy.ask("SELECT name, state FROM tenants_tenant WHERE slug LIKE 'purged-%%'") == [
        ("Purged", "purged")
    ]
