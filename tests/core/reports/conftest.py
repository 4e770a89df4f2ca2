"""A desk in Berlin whose figures have heard of everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from core.reports.models import Day, Fact
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """day: 0 is Monday the 16th."""
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, minute, tzinfo=BERLIN)
    return start + timedelta(days=day)


@pytest.fixture
def desk(acme: Any, people: Any, drain: Any) -> SimpleNamespace:
    """desk.ask(at), .answer(ticket, at), .set(ticket, at, ...), .count(at): figures follow with count."""
    acme.time_zone = "Europe/Berlin"
    acme.save(update_fields=["time_zone"])
    connection.set_tenant(acme)

    def at(moment: datetime, do: Callable[[], Any]) -> Any:
        with clock.at(moment):
            found = do()
        drain(moment)
        return found

    def ask(moment: datetime, contact: Any = None, **more: Any) -> Ticket:
        who = contact or people.carla
        return at(
            moment,
            lambda: tickets.open_ticket(
                who, "It broke", Words("Help!"), channel="mail", by=who.actor, **more
            )[0],
        )

    def answer(ticket: Ticket, moment: datetime, **more: Any) -> Any:
        ana = people.ana
        return at(moment, lambda: tickets.reply(ticket, "So.", author=ana, by=ana.actor, **more))

    def change(ticket: Ticket, moment: datetime, **values: Any) -> Any:
        return at(moment, lambda: tickets.change(ticket, by=people.ana.actor, **values))

    return SimpleNamespace(
        people=people, at=at, ask=ask, answer=answer, set=change, count=lambda moment: drain(moment)
    )


def facts(ticket: Ticket) -> dict[str, tuple[int, int]]:
    """{kind: (day counted from Monday, minutes)}"""
    rows = Fact.objects.filter(ticket=ticket.pk)
    return {row.kind: ((row.day - MONDAY).days, row.minutes) for row in rows}


def days(**asked: Any) -> list[tuple[int, int, int, int]]:
    """[(day counted from Monday, opened, replied, solved)] of everybody's."""
    rows = Day.objects.filter(agent=0, **asked).order_by("day", "queue", "team")
    return [((row.day - MONDAY).days, row.opened, row.replied, row.solved) for row in rows]


def picture() -> list[Any]:
    """All that is counted."""
    names = [field.name for field in Day._meta.fields if field.name != "id"]
    return sorted(map(repr, Day.objects.values_list(*names)))
