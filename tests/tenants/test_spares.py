"""Warm spares: there whole or not at all, alike in every catalogue entry, never the same twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from core.desk.models import Calendar, Queue
from core.knowledge.models import Article
from tenants import context, services
from tenants.kernel import clock
from tenants.migrator.target import target
from tenants.models import Blueprint, Signup, Spare, Tenant
from tenants.provisioning import blueprint, schema, spares
from tenants.provisioning.build import provision
from tenants.provisioning.fingerprint import fingerprint
from tenants.provisioning.tasks import stock

pytestmark = pytest.mark.django_db


def quietly(what: str, number: int, of: int) -> None:
    pass


@pytest.fixture(autouse=True)
def _shared():
    connection.set_schema_to_public()


def wish(slug: str, zone: str = "UTC") -> Signup:
    return services.found(
        company=f"The {slug}", person="Nina", email=f"n@{slug}.example", slug=slug, time_zone=zone
    )


def look(name: str) -> str:
    with connection.cursor() as cursor:
        return fingerprint(cursor, name)


def exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [name])
        return bool(cursor.fetchone()[0])


def test_a_replayed_schema_is_the_one_that_django_makes() -> None:
    spare = spares.make(quietly)
    schema.build(Tenant(schema_name="by_django"), quietly)

    assert look(spare.schema_name) == look("by_django") == look(blueprint.TEMPLATE)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE {0}.desk_tag ADD COLUMN odd integer",
        "ALTER TABLE {0}.desk_tag ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE {0}.desk_tag ALTER COLUMN color SET DEFAULT 'x'",
        "CREATE INDEX odd ON {0}.desk_tag (color)",
        "ALTER TABLE {0}.desk_tag ADD CHECK (id > 0)",
        "CREATE TABLE {0}.odd ()",
        "CREATE VIEW {0}.odd AS SELECT 1 AS one",
    ],
)
def test_a_changed_catalogue_has_another_fingerprint(change: str) -> None:
    spare = spares.make(quietly)
    before = look(spare.schema_name)
    with connection.cursor() as cursor:
        cursor.execute(change.format(spare.schema_name))

    assert look(spare.schema_name) != before


def test_a_crooked_replay_is_thrown_away_and_the_schema_made_step_by_step() -> None:
    plan = Blueprint.objects.get(edition=target().edition)
    Blueprint.objects.update(statements=plan.statements + "\nCREATE TABLE odd ();")

    spare = spares.make(quietly)

    assert spare.state == Spare.State.WARM
    assert look(spare.schema_name) == plan.fingerprint
    assert Spare.objects.count() == 1


def test_what_is_taken_is_dated_now_and_named_anew() -> None:
    spares.make(quietly)
    spares.make(quietly)
    moment = clock.now() + timedelta(days=3)
    with clock.at(moment):
        one, two = (provision(wish(slug, "Asia/Tokyo").pk) for slug in ("one", "two"))

    assert not Spare.objects.exists()
    seen = []
    for tenant in (one, two):
        assert tenant is not None
        with context.tenant(tenant):
            assert set(Article.objects.values_list("created_at", flat=True)) == {moment}
            assert Article.objects.filter(body__contains=tenant.name).count() == 1
            assert set(Calendar.objects.values_list("time_zone", flat=True)) == {"Asia/Tokyo"}
            seen += Article.objects.values_list("public_id", flat=True)
            assert Queue.objects.create(name="Next").pk == 5  # numbers go on after the starter's
    assert len(seen) == len(set(seen)) == 18


@override_settings(SPARE_SCHEMAS=2)
def test_the_shelf_is_filled_and_cleared_of_what_nobody_can_take() -> None:
    old = spares.make(quietly)
    Spare.objects.filter(pk=old.pk).update(edition="of an earlier release")
    dead = Spare.objects.create(schema_name="_spare_dead", edition="x", state="building")
    Spare.objects.filter(pk=dead.pk).update(created_at=clock.now() - spares.LEASE - timedelta(seconds=1))
    busy = Spare.objects.create(schema_name="_spare_busy", edition="x", state="building")
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA _spare_stray; CREATE SCHEMA _spare_dead; CREATE SCHEMA _spare_busy")
    assert spares.are_owed()

    stock()

    assert spares.warm().count() == 2
    assert list(Spare.objects.exclude(state="warm")) == [busy]
    assert [exists(name) for name in (old.schema_name, "_spare_stray", "_spare_dead", "_spare_busy")] == [
        False, False, False, True,
    ]  # fmt: skip


def test_a_schema_that_stands_in_the_way_ends_the_signup_with_a_sentence() -> None:
    spares.make(quietly)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA new_shop")
    signup = wish("new-shop")

    assert provision(signup.pk) is None

    signup.refresh_from_db()
    assert signup.reason.startswith("“new-shop” belongs to another organization")
    assert spares.warm().count() == 1
