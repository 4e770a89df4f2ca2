"""A queue that hands out, and tickets that wait in it. Triage has had its time before each look at the pool."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.assignment import services
from core.assignment.models import Policy
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock

STAFF = ("olivia", "adam", "lena", "ana", "ben")


@pytest.fixture
def queue(people: Any) -> Queue:
    return Queue.objects.get(is_default=True)


@pytest.fixture
def hands_out(people: Any, queue: Queue) -> Callable[..., Policy]:
    """hands_out("ana", "ben", mode="balanced"): only they are here; the others are excluded."""

    def arrange(*names: str, of: Queue | None = None, **values: Any) -> Policy:
        others = [getattr(people, name).pk for name in STAFF if name not in names]
        values = {"mode": "round", "excluded": others} | values
        return services.save_policy(of or queue, by=people.adam.actor, **values)

    return arrange


@pytest.fixture
def opened(people: Any) -> Callable[..., Ticket]:
    """opened("It broke"): a mail of Carla's that nobody has looked at yet."""

    def write(subject: str = "It broke", **values: Any) -> Ticket:
        carla = people.carla
        row = tickets.open_ticket(carla, subject, Words("Help!"), channel="mail", by=carla.actor)[0]
        if values:
            Ticket.objects.filter(pk=row.pk).update(**values)
        return row

    return write


def later(**span: float) -> Any:
    return clock.now() + timedelta(**(span or {"seconds": 50}))


def drained(at: Any = None) -> None:
    """A look at the pool, a minute from now."""
    with clock.at(at or later()):
        services.drain()


def holders(*rows: Ticket) -> list[str | None]:
    """First names of who holds them."""
    names = dict(Ticket.objects.values_list("pk", "assignee__name"))
    return [name.split()[0] if (name := names[row.pk]) else None for row in rows]
