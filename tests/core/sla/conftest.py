"""A Friday in Berlin, a desk that works from nine to five, and clocks that have heard of everything."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from core.desk import book
from core.desk.models import Calendar
from core.sla.models import Clock
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=BERLIN)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """day: 0 is Friday the 20th, 3 Monday."""
    return FRIDAY.replace(hour=hour, minute=minute) + timedelta(days=day)


@pytest.fixture
def desk(acme, people, drain):
    """desk.ask(at), desk.answer(ticket, at), desk.set(ticket, at, ...): at those times, heard of by the clocks."""
    Calendar.objects.filter(is_default=True).update(time_zone="Europe/Berlin")
    book.page.changed()

    def ask(at, ticket=None, *, priority=3, heard=True):
        with clock.at(at):
            if ticket is None:
                ticket, message = tickets.open_ticket(
                    people.carla,
                    "It broke",
                    Words("Help!"),
                    channel="mail",
                    by=people.carla.actor,
                    priority=priority,
                )
            else:
                message = tickets.hear(
                    ticket, Words("And?"), contact=people.carla, channel="mail", by=people.carla.actor
                )
            if heard:
                drain(at)
        return SimpleNamespace(ticket=Ticket.objects.get(pk=ticket.pk), message=message)

    def answer(ticket, at, **more):
        with clock.at(at):
            said = tickets.reply(ticket, "So.", author=people.ana, by=people.ana.actor, **more)
            drain(at)
        return said

    def change(ticket, at, *, by=None, heard=True, **values):
        if getattr(values.get("status"), "key", "") == "on_hold":
            values |= {"pending_until": at + timedelta(days=300), "pending_reason": "The supplier"}
        with clock.at(at):
            tickets.change(ticket, by=by or people.ana.actor, **values)
            if heard:
                drain(at)

    return SimpleNamespace(ask=ask, answer=answer, set=change, people=people, drain=drain)


def clocks(ticket) -> dict:
    """{kind, or kind and message: row}"""
    rows = Clock.objects.filter(ticket=ticket)
    return {(row.kind if not row.cycle else (row.kind, row.cycle)): row for row in rows}


def picture(ticket) -> list:
    """All that the clocks of a ticket say."""
    columns = (
        "kind",
        "cycle",
        "state",
        "target",
        "due_at",
        "ended_at",
        "breached_at",
        "worked",
        "warned",
        "events",
    )
    return [*Clock.objects.filter(ticket=ticket).order_by("kind", "cycle").values_list(*columns)]
