"""A deploy: organizations of release one are brought to release two, whatever happens on the way.

The tests follow each other in one database, as deploys do.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.deploy import Deploy

THINGS = 6
MARKS = "SELECT slug, schema_level FROM tenants_tenant WHERE slug <> 'public'"
NEW = "'release.0002_shape', 'release.0003_turn', 'release.0004_by_shape'"
LEDGER = f"SELECT count(*) FROM django_migrations WHERE app || '.' || name IN ({NEW})"
LAST_RUN = """
SELECT state, (SELECT array_agg(schema) FROM jsonb_object_keys(failures) schema)
FROM tenants_migrationrun ORDER BY id DESC LIMIT 1
"""
SERVED = """
import django, infra.celery; django.setup()
import json
from django.test import Client
from tests.support.clients import SiteClient
from tenants.models import Tenant
codes = {row.slug: SiteClient(row).get('/login/').status_code for row in Tenant.objects.exclude(slug='public')}
print(json.dumps(codes))
"""


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    with Deploy("alpha beta gamma delta epsilon zeta") as found:
        found.each(
            f"INSERT INTO release_thing (name, turns) SELECT 'thing', 0 FROM generate_series(1, {THINGS})"
        )
        yield found


def brought(deploy: Deploy) -> set[str]:
    level = max(level for _slug, level in deploy.ask(MARKS))
    return {slug for slug, mark in deploy.ask(MARKS) if mark == level} if _moved(deploy) else set()


def _moved(deploy: Deploy) -> bool:
    return len({level for _slug, level in deploy.ask(MARKS)}) > 1


def test_a_plan_says_how_and_changes_nothing(deploy: Deploy) -> None:
    told = deploy.command("two", "migrate_tenants", "--plan").stdout

    assert "6 organizations are behind, 3 migrations are new." in told
    assert "release.0002_shape: 4 statements" in told
    assert "release.0003_turn: through the ORM, InBatches must be run" in told
    assert "release.0004_by_shape: 1 statements, one by one" in told
    assert deploy.ask("SELECT count(*) FROM tenants_renderedmigration") == [(0,)]
    assert all(found == [(0,)] for found in deploy.each(LEDGER).values())


def test_an_organization_that_is_behind_is_not_served(deploy: Deploy) -> None:
    assert set(deploy.run("one", SERVED).values()) == {200}
    assert set(deploy.run("two", SERVED).values()) == {503}


def test_killed_while_the_template_leads(deploy: Deploy) -> None:
    noted = "SELECT 1 FROM tenants_renderedmigration WHERE name = '0002_shape'"
    deploy.kill("two", ["migrate_tenants"], lambda: deploy.ask(noted))

    assert not _moved(deploy)
    assert all(found == [(0,)] for found in deploy.each(LEDGER).values())


def test_one_organization_alone(deploy: Deploy) -> None:
    done = deploy.command("two", "migrate_tenants", "--tenant", "delta")

    assert done.returncode == 0, done.stderr
    assert brought(deploy) == {"delta"}
    assert deploy.run("two", SERVED) == {slug: 200 if slug == "delta" else 503 for slug in deploy.slugs}


def test_killed_in_the_middle_of_a_batch(deploy: Deploy) -> None:
    half = "SELECT 1 FROM migrator_batchmark WHERE schema_name = 'alpha'"
    deploy.kill("two", ["migrate_tenants", "--lanes", "1"], lambda: deploy.ask(half))

    turned = deploy.each("SELECT sum(turns) FROM release_thing")["alpha"][0][0]
    assert 0 < turned < THINGS
    assert "alpha" not in brought(deploy)


def test_killed_in_the_middle_of_the_walk(deploy: Deploy) -> None:
    deploy.kill("two", ["migrate_tenants", "--lanes", "1"], lambda: len(brought(deploy)) >= 3)

    assert 3 <= len(brought(deploy)) < 6


def test_a_failure_is_told_and_keeps_only_its_own_organization_waiting(deploy: Deploy) -> None:
    late = sorted(set(deploy.slugs) - brought(deploy))[-1]
    deploy.ask(f'ALTER TABLE "{late}".release_thing RENAME TO release_thing_away')

    done = deploy.command("two", "migrate_tenants")

    assert done.returncode == 1
    assert f'{late}: UndefinedTable: relation "release_thing" does not exist' in done.stderr
    assert "1 are not served until they are." in done.stderr
    assert brought(deploy) == set(deploy.slugs) - {late}
    assert deploy.ask(LAST_RUN) == [("stopped", [late])]
    assert deploy.run("two", SERVED)[late] == 503
    deploy.ask(f'ALTER TABLE "{late}".release_thing_away RENAME TO release_thing')


def test_the_next_run_completes_it_and_every_batch_was_done_once(deploy: Deploy) -> None:
    assert deploy.command("two", "migrate_tenants").returncode == 0

    assert all(found == [(3,)] for found in deploy.each(LEDGER).values())
    turns = deploy.each("SELECT min(turns), max(turns), min(shape) FROM release_thing")
    assert turns == {slug: [(1, 1, "round")] for slug in deploy.slugs}
    valid = (
        "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relname IN ('thing_by_name', 'thing_by_shape') AND i.indisvalid"
    )
    assert deploy.ask(valid) == [(2 * (len(deploy.slugs) + 1),)]  # and the template
    assert deploy.ask("SELECT count(*) FROM migrator_batchmark") == [(0,)]
    assert set(deploy.run("two", SERVED).values()) == {200}


def test_djangos_own_command_finds_nothing_left_to_do(deploy: Deploy) -> None:
    assert "No migrations to apply" in deploy.command("two", "migrate_schemas", "--schema", "beta").stdout
    assert deploy.command("two", "makemigrations", "release", "--check", "--dry-run").returncode == 0


def test_a_new_organization_has_the_same_catalogue_as_a_migrated_one(deploy: Deploy) -> None:
    looks = deploy.run("two", """
import django, infra.celery; django.setup()
import json
from django.db import connection
from tests.support.ground import organization
from tenants.provisioning.fingerprint import fingerprint
organization('theta', 'Theta')
with connection.cursor() as cursor:
    print(json.dumps([fingerprint(cursor, name) for name in ('theta', 'alpha', '_template')]))
""")  # fmt: skip
    assert len(set(looks)) == 1


def test_two_runs_at_once_are_refused(deploy: Deploy) -> None:
    with psycopg.connect(deploy.servers.places.database_url) as line:
        line.execute("SELECT pg_advisory_lock(hashtext('migrate_tenants'))")
        done = deploy.command("two", "migrate_tenants")
    assert done.returncode == 1
    assert "is running already" in done.stderr
