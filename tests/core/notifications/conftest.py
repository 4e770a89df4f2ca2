"""Tickets that people are told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.notifications import words
from core.notifications.models import Notification
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock


@pytest.fixture
def wrote(people: Any, drain: Any) -> Callable[..., Ticket]:
    """wrote("It broke"): a mail of Carla's, of which everybody has heard; wrote(ticket=…): her next one."""

    def write(subject: str = "It broke", text: str = "Help!", *, ticket: Ticket | None = None) -> Ticket:
        carla = people.carla
        if ticket is None:
            ticket, _ = tickets.open_ticket(carla, subject, Words(text), channel="mail", by=carla.actor)
        else:
            tickets.hear(ticket, Words(text), contact=carla, channel="mail", by=carla.actor)
        drain(clock.now())
        return Ticket.objects.get(pk=ticket.pk)

    return write


@pytest.fixture
def held(people: Any, wrote: Any, drain: Any) -> Ticket:
    """A ticket that Ana took herself, so nobody was told of that."""
    ticket = wrote()
    tickets.assign(ticket, people.ana, by=people.ana.actor)
    drain()
    Notification.objects.all().delete()
    return Ticket.objects.get(pk=ticket.pk)


def told(user: Any) -> list[tuple[str, str]]:
    """[(kind, sentence)] that the person has not read, oldest first."""
    rows = Notification.objects.filter(user=user, read_at=None).select_related("ticket").order_by("pk")
    return [(row.kind, words.title(row)) for row in rows]
