"""A ticket to talk about, and callers of every kind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tests.support.callers import one_of_each

MOMENT = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def ticket(people):
    return services.open_ticket(
        people.carla,
        "Invoice is wrong",
        Words("You charged me twice."),
        channel="mail",
        by=people.carla.actor,
    )[0]


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def many(people):
    """many(n): n more open tickets with equal urgency and times."""

    def make(count):
        for number in range(count):
            services.open_ticket(
                people.dmitri,
                f"No {number}",
                Words(f"word{number % 3}"),
                channel="api",
                by=people.dmitri.actor,
            )
        Ticket.objects.update(last_message_at=MOMENT, created_at=MOMENT, due_at=MOMENT, assignee=people.ben)

    return make
