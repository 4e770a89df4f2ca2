"""An organization in another database: moved there, alive there, and nothing of it left behind.

The tests follow each other. A second database in the test's own cluster stands for another server.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.deploy import Deploy

START = "import django, infra.celery; django.setup()\nimport json\n"
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
QUICK = START + "from tenants import moving; moving.SETTLED = 0.1\n"
MOVE = (
    QUICK
    + """
from tenants.models import Tenant
moving.move(Tenant.objects.get(slug="beta"), "eu")
"""
)
LIFE = (
    START
    + """
from types import SimpleNamespace
from django.conf import settings
from django.test import Client
from core.tickets.models import Message, Ticket
from tenants import context, services, shards, selectors
from tenants.alarms.models import Alarm
from tenants.alarms.bell import set_alarm
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
from tests.support.clients import SiteClient
from tests.support.people import invite_all
from tests.support.worker import Worker
from infra.celery import app
app.loader.import_default_modules()
row = Tenant.objects.get(slug="beta")
with context.tenant(row):
    people = invite_all("beta")
    assert shards.here() == "eu"
assert shards.is_home()
agent = SiteClient(row).sign_in(people.ana)
new = {"email": "carla@customer.example", "subject": "Hi", "body": "Where is it?"}
made = agent.post("/api/v1/tickets/", new, content_type="application/json")
number = made.json()["number"]
said = agent.post(f"/api/v1/tickets/{number}/reply/", {"body": "Here."}, content_type="application/json")
seen = agent.get("/api/v1/tickets/").json()
page = agent.get("/desk/").status_code
with context.tenant(row):
    waiting = Delivery.objects.count()
    set_alarm("test.bell", 1, clock.now())
    rung = Alarm.objects.count()
drain = Worker()
ran = drain(at=clock.now() + __import__("datetime").timedelta(days=1))
with context.tenant(row):
    left = Delivery.objects.filter(state="due", attempts=0).count()
    found = {"tickets": Ticket.objects.count(), "messages": Message.objects.count()}
services.suspend(row, by=SYSTEM, reason="Try")
services.reactivate(row, by=SYSTEM)
services.change_profile(row, by=SYSTEM, name="Beta Two")
print(json.dumps({"made": made.status_code, "said": said.status_code, "seen": len(seen["results"]), "page": page,
    "waiting": waiting > 0, "rung": rung > 0, "ran": sorted(set(ran)), "left": left, **found,
    "name": Tenant.objects.get(pk=row.pk).name, "home": shards.is_home()}))
"""
)


@pytest.fixture(scope="module")
def deploy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deploy]:
    with Deploy("alpha beta", files=tmp_path_factory.mktemp("files"), shards=("eu",)) as found:
        found.each("INSERT INTO release_thing (name, turns) SELECT 'thing', 1 FROM generate_series(1, 900)")
        found.each(
            "CREATE TABLE tickets_oldwords_2020 PARTITION OF tickets_oldwords FOR VALUES FROM (2020) TO (2021)"
        )
        yield found


def where(deploy: Deploy) -> tuple[str, str]:
    return deploy.ask("SELECT shard, upkeep FROM tenants_tenant WHERE slug = 'beta'")[0]


def schemas(deploy: Deploy, at: str = "") -> list[str]:
    found = deploy.ask("SELECT nspname FROM pg_namespace WHERE nspname ~ 'beta' ORDER BY 1", at=at)
    return [name.rsplit("_", 1)[0] if name.startswith("_moved") else name for (name,) in found]


def killed_at(deploy: Deploy, table: str, at: str = "") -> None:
    with psycopg.connect(deploy.url(at)) as line:
        line.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        deploy.kill("one", MOVE, lambda: deploy.ask(WAITING))
        line.execute(b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def test_an_unknown_database_is_refused(deploy: Deploy) -> None:
    done = deploy.command("one", "tenant_move", "beta", "mars")
    assert "There is no database “mars”. Known: default, eu." in done.stderr
    assert where(deploy) == ("default", "")


def test_killed_before_the_switch_the_original_stays_the_truth(deploy: Deploy) -> None:
    killed_at(deploy, "beta.release_thing")  # while tables are copied
    assert (where(deploy), schemas(deploy), schemas(deploy, "eu")) == (("default", "moving"), ["beta"], [])
    killed_at(deploy, "events_delivery")  # while what lies beside it is copied
    assert (where(deploy), schemas(deploy), schemas(deploy, "eu")) == (("default", "moving"), ["beta"], [])
    killed_at(deploy, "tenants_platformrecord")  # copied and compared, not switched
    assert (where(deploy), schemas(deploy), schemas(deploy, "eu")) == (
        ("default", "moving"),
        ["beta"],
        ["beta"],
    )

    assert deploy.command("one", "tenant_move", "beta", "eu", "--abort").returncode == 0
    assert where(deploy) == ("default", "")


def test_killed_after_the_switch_repeating_it_tidies_up(deploy: Deploy) -> None:
    with psycopg.connect(deploy.url()) as line:
        line.execute(b"LOCK TABLE alarms_alarm IN ACCESS SHARE MODE")  # the switch passes, the tidying waits
        line.execute(b"LOCK TABLE events_delivery IN SHARE MODE")
        deploy.kill("one", MOVE, lambda: deploy.ask(WAITING))
        line.execute(b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    assert (where(deploy), schemas(deploy), schemas(deploy, "eu")) == (("eu", ""), ["beta"], ["beta"])

    deploy.run("one", MOVE)

    assert (schemas(deploy), schemas(deploy, "eu")) == (["_moved_beta"], ["beta"])
    assert deploy.ask("SELECT count(*), sum(turns) FROM beta.release_thing", at="eu") == [(900, 900)]
    assert deploy.ask("SELECT to_regclass('beta.tickets_oldwords_2020') IS NULL", at="eu") == [(False,)]
    assert deploy.ask(
        "INSERT INTO beta.release_thing (name, turns) VALUES ('x', 1) RETURNING id", at="eu"
    ) == [(901,)]


def test_it_lives_there_and_nothing_of_it_is_at_home(deploy: Deploy) -> None:
    told = deploy.run("one", LIFE)
    ran = told.pop("ran")
    assert told == {
        "made": 201, "said": 201, "seen": 1, "page": 200, "waiting": True, "rung": True, "left": 0,
        "tickets": 1, "messages": 2, "name": "Beta Two", "home": True,
    }  # fmt: skip
    assert {"events.relay", "alarms.ring"} <= set(ran)
    assert deploy.ask("SELECT count(*) FROM events_delivery WHERE schema_name = 'beta'") == [(0,)]
    assert deploy.ask("SELECT count(*) FROM alarms_alarm WHERE schema_name = 'beta'") == [(0,)]
    assert deploy.ask("SELECT count(*) FROM tenants_tenant", at="eu") == [(0,)]
    assert deploy.ask("SELECT count(*) FROM beta.tickets_ticket", at="eu") == [(1,)]


def test_a_deploy_brings_it_too(deploy: Deploy) -> None:
    done = deploy.command("two", "migrate_tenants")
    assert done.returncode == 0, done.stderr
    assert deploy.ask("SELECT min(turns), max(turns), min(shape) FROM beta.release_thing", at="eu") == [
        (2, 2, "round")
    ]
    assert deploy.ask("SELECT count(DISTINCT schema_version) FROM tenants_tenant WHERE slug <> 'public'") == [
        (1,)
    ]


def test_and_back_again(deploy: Deploy) -> None:
    done = deploy.command("two", "tenant_move", "beta", "default", "--drop-source")
    assert done.returncode == 0, done.stderr
    assert "waiting 11 s" in done.stdout
    assert where(deploy) == ("default", "")
    assert schemas(deploy, "eu") == []
    assert deploy.ask("SELECT count(*) FROM beta.tickets_ticket") == [(1,)]


THREADS = (
    START
    + """
import threading
from django.db import connection, transaction
from tenants import context, shards
from tenants.models import Tenant
rows = {row.slug: row for row in Tenant.objects.exclude(slug="public")}
Tenant.objects.filter(slug="beta").update(shard="eu")
rows["beta"].shard = "eu"
found, barrier = {}, threading.Barrier(2)
def work(slug):
    for _ in range(50):
        with context.tenant(rows[slug]):
            barrier.wait(10)
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_database(), current_schema()")
                found.setdefault(slug, set()).add(cursor.fetchone())
            with context.shared(), connection.cursor() as cursor:
                cursor.execute("SELECT current_database(), current_schema()")
                found.setdefault("shared", set()).add(cursor.fetchone())
            barrier.wait(10)
threads = [threading.Thread(target=work, args=[slug]) for slug in ("alpha", "beta")]
[one.start() for one in threads]; [one.join() for one in threads]
try:
    with transaction.atomic(), context.tenant(rows["beta"]):
        refused = ""
except shards.SpansDatabases as fault:
    refused = str(fault)
Tenant.objects.filter(slug="beta").update(shard="default")
print(json.dumps({**{name: sorted(map(list, seen)) for name, seen in found.items()}, "refused": refused}))
"""
)


def test_threads_keep_their_database_and_no_transaction_spans_two(deploy: Deploy) -> None:
    deploy.ask("CREATE SCHEMA beta", at="eu")
    assert deploy.run("two", THREADS) == {
        "alpha": [["deskhand", "alpha"]], "beta": [["eu", "beta"]], "shared": [["deskhand", "public"]],
        "refused": "a transaction on default is open; finish it before going to eu",
    }  # fmt: skip
