"""While a model thinks, its worker holds no database connection. With real commits, in a real thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from ai import services
from ai.gateway import breaker
from ai.models import Result, Run
from billing.models import CostCount, CostReservation
from core.audit.models import Record
from core.contacts.services import contact_for
from core.tickets import services as tickets
from core.tickets.models import Ticket, TicketNumber
from core.tickets.services.words import Words
from tenants import context
from tenants.alarms.models import Alarm
from tenants.events.models import Delivery
from tests.support.fakes import openai as fake

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Inside acme with real commits; what was written is swept up afterwards."""
    with django_db_blocker.unblock(), context.tenant("acme"):
        last = set(Record.objects.values_list("pk", flat=True))
        yield
        Ticket.objects.all().delete()
        TicketNumber.objects.all().delete()
        contact_for("thread@customer.example", "Theo Thread").delete()
        Record.objects.exclude(pk__in=last).delete()
        Delivery.objects.filter(schema_name="acme").delete()
        Alarm.objects.filter(schema_name="acme", kind="ai.run").delete()
        CostCount.objects.all().delete()
        CostReservation.objects.all().delete()
    connection.close()


def busy(but: set[int]) -> int:
    """Connections to the tests' database, without the given ones."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(settings.DATABASE_URL) as own:  # leads to another database of the same server
        rows = own.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name])
        return len({row[0] for row in rows} - but)


def work(run_id: int) -> None:
    with context.tenant("acme"):
        services.read_and_store(run_id)
    connections.close_all()


@pytest.mark.parametrize("ending", ["answers", "fails"])
def test_no_connection_is_held_while_the_model_is_asked(ending, settings):
    seen: list[int] = []
    known = {connection.connection.info.backend_pid}
    breaker.forget()

    def looking(call: Any) -> Any:
        seen.append(busy(known))
        return (fake.answers() if ending == "answers" else fake.fails(500))(call)

    by = contact_for("thread@customer.example", "Theo Thread")
    message = tickets.open_ticket(by, "Hello", Words("How do I sign in?"), channel="mail", by=by.actor)[1]
    run = Run.objects.create(kind="triage", message=message, ticket=message.ticket)
    before = busy(known)
    assert busy(set()) == before + 1, "our own is seen"
    with fake.FakeOpenAI() as model:
        settings.AI_BASE_URL, settings.AI_API_KEY = model.base_url, "sk-test"
        model.default = looking
        thread = threading.Thread(target=work, args=(run.pk,))
        thread.start()
        thread.join(30)

    run.refresh_from_db()
    assert run.state == ("done" if ending == "answers" else "fallen_back")
    assert seen == [before] * len(seen)
    assert len(seen) == (1 if ending == "answers" else 2)
    assert Result.objects.filter(run=run).count() == 9


def test_two_workers_at_once_make_one_set_of_results(settings):
    by = contact_for("thread@customer.example", "Theo Thread")
    message = tickets.open_ticket(by, "Hello", Words("How do I sign in?"), channel="mail", by=by.actor)[1]
    run = Run.objects.create(kind="triage", message=message, ticket=message.ticket)
    threads = [threading.Thread(target=work, args=(run.pk,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    run.refresh_from_db()
    assert (run.state, run.turn, run.attempts) == ("done", 1, 1)
    assert Result.objects.filter(run=run).count() == 9
