"""The alarm of a ticket rings while something happens in it: neither waits for the other for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.sla import services as sla
from core.sla.models import Clock
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants import context
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.races.conftest import together


@pytest.mark.parametrize("_", range(3))
def test_an_alarm_and_a_message_at_once(world, _):
    carla, long_after = world.people.carla, clock.now() + timedelta(days=30)
    with context.tenant("acme"):
        ticket, _message = tickets.open_ticket(
            carla, "It broke", Words("Help!"), channel="mail", by=carla.actor
        )
        sla.follow(ticket.pk, clock.now(), status="new")
        alarm = Alarm.objects.get(kind="sla.look", ref=str(ticket.pk))

    def ring():
        with clock.at(long_after):
            bell.ring(alarm.pk)

    def hear():
        sla.follow(ticket.pk, clock.now(), status="open")

    answers = together(ring, hear, ring, hear)

    assert answers == [None] * 4
    with context.tenant("acme"):
        with clock.at(long_after):
            sla.look(ticket.pk)
        assert Alarm.objects.filter(kind="sla.look", attempts__gt=0).count() == 0
        assert set(Clock.objects.filter(ticket=ticket).values_list("state", flat=True)) == {"breached"}
