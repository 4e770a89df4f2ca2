"""A ticket, tasks by hand, and callers of every kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.tickets import services as tickets
from core.tickets.services.words import Words
from core.work import services as work
from tenants.kernel import clock
from tests.support.callers import one_of_each


@pytest.fixture
def ticket(people):
    said = Words("You charged me twice.")
    return tickets.open_ticket(people.carla, "Invoice is wrong", said, channel="mail", by=people.carla.actor)[
        0
    ]


@pytest.fixture
def task(people):
    """task("Call the bank", assignee=people.ben, ...): opened by Ana."""
    return lambda title="Call the bank", **said: work.open_task(title, by=people.ana.actor, **said)


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def hours():
    """with hours(1.5): it is an hour and a half later."""
    return lambda number: clock.at(datetime.now(UTC) + timedelta(hours=number))
