"""kill -9 in the middle of building an organization: afterwards there is all of it or nothing.

A lock held by the test stops the process at a known place, where it is killed.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.deploy import Deploy

FOUND = """
import django, infra.celery; django.setup()
from tenants import services
services.found(company="Late Shop", person="Nina", email="nina@shop.example", slug="late-shop")
"""
BUILD = """
import django, infra.celery; django.setup()
from tenants.models import Signup
from tenants.provisioning.build import provision
provision(Signup.objects.get(slug="late-shop").pk)
"""
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(_spare_|late_shop)' ORDER BY 1"
SPARES = "SELECT schema_name FROM tenants_spare ORDER BY 1"
OPENED = "SELECT slug, ready_at IS NOT NULL, state FROM tenants_tenant WHERE slug = 'late-shop'"


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    with Deploy("alpha") as found:
        found.ask("UPDATE tenants_blueprint SET edition = 'of an earlier release'")
        found.run("one", FOUND)
        yield found


@pytest.fixture(autouse=True)
def _its_lease_has_run_out(deploy: Deploy) -> None:
    deploy.ask("UPDATE tenants_signup SET lease_until = now() - interval '1 second'")


def killed_at(deploy: Deploy, table: str) -> None:
    """Run the command until it waits for the table, then kill it; its transaction ends with it."""
    with psycopg.connect(deploy.servers.places.database_url) as line:
        line.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE".encode())
        deploy.kill("one", BUILD, lambda: deploy.ask(WAITING))
        line.execute(
            b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        )  # as the end of its client does, sooner or later


@pytest.mark.parametrize(
    "table",
    [
        "tenants_blueprint",  # the template stands, its blueprint is not written
        "tenants_spare",  # the spare is about to be replayed
        "tenants_domain",  # the organization's row is written, its schema not renamed
        "tenants_platformrecord",  # renamed and stamped, the door not open
    ],
)
def test_killed_anywhere_nothing_of_it_is_left(deploy: Deploy, table: str) -> None:
    killed_at(deploy, table)

    assert deploy.ask(OPENED) == []
    assert deploy.ask("SELECT 1 FROM tenants_domain WHERE domain LIKE 'late-shop%%'") == []
    assert deploy.ask(SCHEMAS) == deploy.ask(SPARES)  # every spare is whole, none is orphaned


def test_the_next_try_makes_it_whole(deploy: Deploy) -> None:
    deploy.run("one", BUILD)

    assert deploy.ask(OPENED) == [("late-shop", True, "trial")]
    assert deploy.ask("SELECT email FROM late_shop.accounts_user") == [("nina@shop.example",)]
    looks = deploy.run("one", """
import django, infra.celery; django.setup()
import json
from django.db import connection
from tenants.provisioning.fingerprint import fingerprint
with connection.cursor() as cursor:
    print(json.dumps([fingerprint(cursor, name) for name in ('late_shop', 'alpha', '_template')]))
""")  # fmt: skip
    assert len(set(looks)) == 1
