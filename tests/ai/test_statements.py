"""How many statements one message costs: told to all who listen, and read and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai import services
from ai.models import Policy, Run
from core.tickets.models import Message
from tenants.database.prepared import prepared
from tenants.events import relay
from tenants.events.models import Delivery
from tests.ai.test_model_path import GOOD
from tests.support.fakes import openai as fake

pytestmark = pytest.mark.django_db
# 21 and 19 where all is remembered; room for what lapses meanwhile. Savepoints left out: some are transactions elsewhere
TOLD, READ = 25, 24


def _work(run: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as asked, prepared():
        run()
    return [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]


def _tell() -> list[str]:
    ids = list(dict.fromkeys(str(row.event_id) for row in Delivery.objects.order_by("pk")))
    return _work(lambda: relay.deliver(ids))


@pytest.fixture
def settled(write_in: Callable[..., Message], drain: Any) -> None:
    """What is asked once a process or half a minute is known."""
    write_in()
    drain()


def test_a_new_ticket_is_told_of_with_few_statements(write_in, settled):
    write_in()
    asked = _tell()

    assert len(asked) <= TOLD, "\n".join(text[:160] for text in asked)
    assert sum('INSERT INTO "alarms_alarm"' in text for text in asked) <= 3, asked
    assert sum('INSERT INTO "sla_clock"' in text for text in asked) == 1


def test_a_message_is_read_and_stored_with_few_statements(write_in, model, drain):
    Policy.objects.filter(field="reply").update(mode="off")
    model.script(fake.answers(**GOOD), fake.answers(**GOOD))
    write_in()
    drain()
    message = write_in()
    _tell()
    run = Run.objects.get(message=message, kind="triage")
    asked = _work(lambda: services.read_and_store(run.pk))

    assert Run.objects.get(pk=run.pk).engine == "model"
    assert len(asked) <= READ, "\n".join(text[:160] for text in asked)
