"""A real streaming replica: reports are read there, everything else happens at home."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import psycopg
import pytest

from infra.embedded import for_tests
from infra.embedded.accounts import account_for, own_folder
from infra.embedded.places import Places
from infra.embedded.process import identity
from infra.embedded.programs import postgres_programs
from infra.embedded.servers import Servers
from tests.support.deploy import Deploy

REPORT = """
import django, infra.celery, json; django.setup()
from django.db import connection, transaction
from ai.models import Policy
from ai.selectors import usage
from tenants import context, shards
from tenants.models import Tenant

def is_copy():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery(), current_schema()")
        return list(cursor.fetchone())

with context.tenant("beta"):
    found = {"before": is_copy()}
    with context.reading():
        found["inside"] = is_copy()
        found["directory"] = Tenant.objects.get(slug="beta").name
        with context.tenant("alpha"):
            found["another organization inside"] = is_copy()
        with context.reading():
            found["twice"] = is_copy()
    found["after"] = is_copy()
    with transaction.atomic(), context.reading():
        found["in a transaction"] = is_copy()
    found["runs"] = usage().runs
found["shards"] = shards.names()
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    with Deploy("alpha beta") as running, standby(running) as url:
        running.replica = url
        yield running


class standby:  # noqa: N801  # reads as a verb
    """A copy by pg_basebackup that follows the primary; its address."""

    def __init__(self, of: Deploy) -> None:
        self.primary, self.places = of.servers.places, Places(for_tests.temporary())

    def __enter__(self) -> str:
        account = account_for(self.primary.postgres)
        hba = self.primary.postgres / "pg_hba.conf"
        hba.write_text(hba.read_text() + "local replication all peer map=deskhand\n")
        with psycopg.connect(self.primary.database_url, autocommit=True) as line:
            line.execute("SELECT pg_reload_conf()")
        own_folder(self.places.postgres, account)
        program = postgres_programs(self.primary, account) / "pg_basebackup"
        words = [
            "-h",
            str(self.primary.run),
            "-U",
            "deskhand",
            "-D",
            str(self.places.postgres),
            "-R",
            "-X",
            "stream",
            "--checkpoint=fast",  # the default spreads it over minutes
        ]
        for _ in range(20):  # the reloaded rules take a moment
            done = subprocess.run(
                [program, *words], capture_output=True, text=True, check=False, **identity(account)
            )
            if not done.returncode:
                break
            time.sleep(0.2)
        assert not done.returncode, done.stderr
        self.servers = Servers(self.places, durable=False, urls=("DATABASE_URL",))
        self.servers.__enter__()
        return self.places.database_url

    def __exit__(self, *_: object) -> None:
        self.servers.close()


def caught_up(deploy: Deploy, statement: str, expected: object) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with psycopg.connect(deploy.replica, autocommit=True) as line:
            if line.execute(statement.encode()).fetchone() == expected:
                return True
        time.sleep(0.05)
    return False


def test_reports_are_read_from_the_replica_and_nothing_else(deploy):
    found = deploy.run("one", REPORT)

    assert found == {
        "before": [False, "beta"],
        "inside": [True, "beta"],
        "directory": "Beta",
        "another organization inside": [False, "alpha"],
        "twice": [True, "beta"],
        "after": [False, "beta"],
        "in a transaction": [False, "beta"],
        "runs": 0,
        "shards": ["default"],
    }


def test_the_replica_follows(deploy):
    deploy.ask("UPDATE beta.desk_queue SET description = 'told to the copy' WHERE is_default")
    assert caught_up(
        deploy, "SELECT description FROM beta.desk_queue WHERE is_default", ("told to the copy",)
    )


def test_nothing_is_written_to_the_replica(deploy):
    code = REPORT[: REPORT.index("def is_copy")] + (
        'from django.db import InternalError\nwith context.tenant("beta"), context.reading():\n'
        '    try: Policy.objects.all().delete() or Policy.objects.create(field="x")\n'
        "    except InternalError as fault: print(json.dumps([str(fault)]))\n"
    )
    assert "read-only transaction" in deploy.run("one", code)[0]


def test_while_the_replica_is_away_reports_are_read_at_home(deploy):
    """Last, for it ends the replica's address."""
    deploy.replica = deploy.replica.replace("/run", "/gone")
    found = deploy.run("one", REPORT)
    assert found["inside"] == [False, "beta"]
    assert found["runs"] == 0
