"""kill -9 in the middle of a change of many tickets, and two workers at one: each ticket is changed once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.support.deploy import Deploy

IN_ALPHA = """
import django, infra.celery; django.setup()
import json
from tenants import context
from tenants.models import Tenant
from core.tickets.models import BulkChange
from core.tickets.services import bulk
__enter = context.tenant(Tenant.objects.get(slug="alpha")); __enter.__enter__()
"""
BEGUN = (
    IN_ALPHA
    + """
from core.contacts.services import contact_for
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tests.support.people import invite_all
ana = invite_all("alpha").ana
carla = contact_for("carla@customer.example", "Carla")
for n in range(12):
    tickets.open_ticket(carla, f"No {n}", Words("Help."), channel="mail", by=carla.actor)
for key in ("first", "second"):
    numbers = range(1, 7) if key == "first" else range(7, 13)
    bulk.start({"priority": "urgent"}, by=ana.actor, numbers=list(numbers), key=key)
"""
)
WORK = IN_ALPHA + "print(json.dumps([bulk.work(BulkChange.objects.get(key={key!r}).pk)]))"
DONE = "SELECT count(*) FROM alpha.tickets_bulkitem i JOIN alpha.tickets_bulkchange c ON c.id = change_id WHERE c.key = '{key}' AND i.state = 'done'"
TWICE = "SELECT object_id FROM alpha.audit_record WHERE action = 'ticket.changed' AND actor_kind = 'user' GROUP BY 1 HAVING count(*) > 1"
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
FREED = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    with Deploy("alpha") as found:
        found.run("one", BEGUN)
        yield found


def test_a_worker_that_is_killed_leaves_off_at_a_ticket_and_the_next_goes_on_there(deploy: Deploy) -> None:
    with psycopg.connect(deploy.servers.places.database_url) as line:
        line.execute(b"SELECT 1 FROM alpha.tickets_ticket WHERE number = 4 FOR UPDATE")
        deploy.kill("one", WORK.format(key="first"), lambda: deploy.ask(WAITING))
        line.execute(FREED)
    assert deploy.ask(DONE.format(key="first")) == [(3,)]

    assert deploy.run("one", WORK.format(key="first")) == [3]
    assert deploy.ask(DONE.format(key="first")) == [(6,)]
    assert deploy.ask(TWICE) == []


def test_two_workers_share_the_tickets(deploy: Deploy) -> None:
    with ThreadPoolExecutor(2) as workers:
        both = [workers.submit(deploy.run, "one", WORK.format(key="second")) for _ in range(2)]
        settled = [one.result()[0] for one in both]
    assert sum(settled) == 6
    assert deploy.ask(DONE.format(key="second")) == [(6,)]
    assert deploy.ask(TWICE) == []
