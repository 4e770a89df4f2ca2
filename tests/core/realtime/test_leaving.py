"""Many lines of one process end in the same moment, as when a proxy goes away."""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import async_to_sync
from django.conf import settings
from redis import Redis

from core.realtime import hub, names
from core.realtime.admission import Person
from core.realtime.ears import Ear
from core.realtime.presence import REPLY, VIEWING
from tenants.kernel.actor import Actor

TICKET = 7
SCHEMAS = ("acme", "globex")


async def nothing(*_: str) -> None:
    """Nobody is at the other end."""


def line(number: int) -> Ear:
    person = Person(SCHEMAS[number % 2], Actor("user", number, f"Agent {number}"))
    return Ear(f"line-{number}", person, "host", "key", send=nothing, shut=nothing)


async def come(lines: list[Ear]) -> hub.Hub:
    here = hub.Hub.here()
    for ear in lines:
        await here.enter(ear)
        ear.here = {TICKET: (VIEWING, 0.0)}
        await here.gatherings[ear.person.schema].say([ear])
    return here


async def go(here: hub.Hub, lines: list[Ear]) -> None:
    await asyncio.gather(*(here.leave(ear) for ear in lines))


def present() -> list[int]:
    redis = Redis.from_url(settings.REDIS_URL)
    return [redis.hlen(names.here(schema, TICKET)) for schema in SCHEMAS]


def test_all_who_leave_at_once_are_gone_everywhere(db, caplog):
    lines = [line(number) for number in range(40)]
    there = []

    @async_to_sync
    async def story():
        here = await come(lines)
        there.append(present())
        await go(here, lines)
        assert hub.Hub.here() is not here  # it has ended: the next one begins anew
        await hub.Hub.here()._end()

    with caplog.at_level(logging.WARNING):
        story()

    assert there == [[20, 20]]
    assert present() == [0, 0]
    assert not caplog.records


def test_who_comes_while_the_last_leave_is_served_by_the_same_hub(db, caplog):
    lines, late = [line(number) for number in range(10)], line(11)

    @async_to_sync
    async def story():
        here = await come(lines)
        await asyncio.gather(go(here, lines), come([late]))
        assert hub.Hub.here() is here
        assert [len(desk.ears) for desk in here.desks.values()] == [1]
        await here.leave(late)

    with caplog.at_level(logging.WARNING):
        story()

    assert present() == [0, 0]
    assert not caplog.records


def test_what_fails_at_one_desk_stops_the_clock_of_none(db):
    one, two = line(2), line(3)

    @async_to_sync
    async def story():
        here = await come([one, two])
        del here.gatherings["acme"]  # as when its last line goes while its turn is served
        one.here = {TICKET: (REPLY, 1.0)}  # no key for long
        await asyncio.sleep(1.5 * hub.TICK)
        assert not here._tasks[1].done()
        two.behind = True
        await asyncio.sleep(1.5 * hub.TICK)
        assert not two.behind  # its desk is served still
        await here._end()

    story()
