"""All open lines of this process: one subscription in Redis per organization that has any, and one clock.

Lives while lines are open, once per event loop. When Redis was away every line is told to ask for everything
anew, because nobody knows what was missed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from core.accounts import online
from core.realtime import admission, names, presence, ring, telling
from core.realtime.desk import Desk
from core.realtime.ears import Ear
from core.realtime.frames import take
from core.realtime.gathering import Gathering

log = logging.getLogger(__name__)
TRUSTED_FOR = 60.0  # seconds; then a line is asked again whether it may still listen
AT_ONCE = 40  # lines asked in one go
TICK = 1.0  # seconds
SAID_AGAIN = 15.0  # seconds; a third of what presence and online stay
LOOK_AFTER = 0.08  # seconds from a nudge to reading who is there; a page that reloads is not told twice
READY_WITHIN = 2.0  # seconds for Redis to say that it tells us
AWAY = 1.0  # seconds between two tries to reach it
UNAUTHORIZED = 4401
KEEP = "live:"  # so that there is always something to listen to

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


class Hub:
    """`Hub.here()` in a coroutine; `enter` and `leave` in pairs."""

    @classmethod
    def here(cls) -> Hub:
        loop = asyncio.get_running_loop()
        if loop not in _hubs:
            _hubs[loop] = cls()
        return _hubs[loop]

    def __init__(self) -> None:
        self.desks: dict[str, Desk] = {}
        self.gatherings: dict[str, Gathering] = {}
        self.redis = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1.0)
        self.loop = asyncio.get_running_loop()
        self._pubsub: PubSub | None = None
        self._said_at = time.monotonic()
        self._looking: asyncio.TimerHandle | None = None
        self._leaving = 0  # lines that still tell Redis that they go
        self._jobs: set[asyncio.Task[Any]] = set()
        self._tasks = [self.loop.create_task(self._listen()), self.loop.create_task(self._run())]

    async def enter(self, ear: Ear, since: str = "") -> None:
        """Open for events from here on. What was missed since that place comes first."""
        schema = ear.person.schema
        desk = self.desks.get(schema) or self._open(schema)
        desk.add(ear)  # before anything is waited for: a desk without lines is closed
        ear.look_at = self.loop.time() + TRUSTED_FOR
        await self._wait_for(desk)
        await self.greet(ear, since)
        self._soon(self.gatherings[schema].online([ear.person.id]))

    async def greet(self, ear: Ear, since: str = "") -> None:
        """Say where the line stands; what it has missed, or that it has to ask for everything."""
        desk = self.desks[ear.person.schema]
        try:
            missed = await ring.since(self.redis, desk.schema, since) if since else []
            place = missed[-1].seq if missed else await ring.last(self.redis, desk.schema)
        except RedisError:
            missed, place = None if since else [], ""
        actor = ear.person.actor
        desk.say(telling.encode({"event": "hello", "me": actor.ref, "line": ear.id, "seq": place}), [ear])
        if missed is None:
            desk.say('{"event":"reload"}', [ear])
        else:
            desk.missed(ear, missed)

    async def leave(self, ear: Ear) -> None:
        ear.is_gone = True
        schema = ear.person.schema
        desk = self.desks.get(schema)
        if desk is None or ear.id not in desk.ears:
            return
        desk.drop(ear)
        self._leaving += 1
        try:
            await self._take_leave(ear, desk, self.gatherings[schema])
        finally:
            self._leaving -= 1
            if not self.desks and not self._leaving:  # who goes last: the others still speak with Redis
                await self._end()

    async def _take_leave(self, ear: Ear, desk: Desk, gathering: Gathering) -> None:
        await self._try(gathering.leave(ear, tuple(ear.here or ())))
        if ear.person.id not in desk.people:
            await self._try(gathering.online([ear.person.id], online.LEFT))
        if not desk.ears and self.desks.get(desk.schema) is desk:  # others may have left, or come, meanwhile
            await self._close(desk.schema)

    def nudge(self, schema: str, ticket: int) -> None:
        """Somebody may be there, or not any more: look in a moment."""
        if gathering := self.gatherings.get(schema):
            gathering.nudged.add(ticket)
            if self._looking is None:
                self._looking = self.loop.call_later(LOOK_AFTER, self._look)

    def _look(self) -> None:
        self._looking = None
        for gathering in self.gatherings.values():
            if gathering.nudged:
                nudged, gathering.nudged = gathering.nudged, set()
                self._soon(gathering.look(nudged))

    def _open(self, schema: str) -> Desk:
        desk = self.desks[schema] = Desk(schema)
        self.gatherings[schema] = Gathering(desk, self.redis)
        if self._pubsub is not None:
            self._soon(self._pubsub.subscribe(names.line(schema)))
        return desk

    async def _wait_for(self, desk: Desk) -> None:
        try:
            await asyncio.wait_for(desk.ready.wait(), READY_WITHIN)
        except TimeoutError:
            log.warning("redis does not tell; lines wait for it")

    async def _close(self, schema: str) -> None:
        self.desks.pop(schema).close()
        del self.gatherings[schema]
        if self._pubsub is not None:
            await self._try(self._pubsub.unsubscribe(names.line(schema)))

    async def _end(self) -> None:
        """Nobody listens any more; who comes from here on finds another hub."""
        _hubs.pop(self.loop, None)
        if self._looking is not None:
            self._looking.cancel()
        others = [task for task in (*self._tasks, *self._jobs) if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.redis.aclose()

    async def _listen(self) -> None:
        """Take what Redis tells, for as long as there are lines."""
        was_away = False
        while True:
            try:
                async with self.redis.pubsub() as pubsub:
                    await pubsub.subscribe(KEEP)
                    self._pubsub = pubsub  # a desk that opens from here on subscribes by itself
                    if self.desks:
                        await pubsub.subscribe(*(names.line(schema) for schema in self.desks))
                    if was_away:
                        self._resync_all()
                    async for packet in pubsub.listen():
                        self._take(packet)
            except (RedisError, OSError):
                log.warning("redis is away; screens are not told")
            self._pubsub, was_away = None, True
            await asyncio.sleep(AWAY)

    def _resync_all(self) -> None:
        for desk in self.desks.values():
            for ear in desk.ears.values():
                ear.behind = True

    def _take(self, packet: dict[str, Any]) -> None:
        """One message of Redis. A bad one harms nobody."""
        desk = self.desks.get(packet["channel"].decode().partition(":")[2])
        if desk is None:
            return
        if packet["type"] == "subscribe":
            desk.ready.set()
        elif packet["type"] == "message":
            try:
                self._tell(desk, telling.read_wire(packet["data"].decode()))
            except (ValueError, TypeError, KeyError):
                log.exception("a message nobody understands", extra={"schema": desk.schema})

    def _tell(self, desk: Desk, told: telling.Telling) -> None:
        if told.kind == telling.HERE:
            self.nudge(desk.schema, told.ticket)
        elif told.kind == telling.LOOK:
            desk.look_again(int(user) for user in told.people or ())
        elif told.kind == telling.SAY:
            ear = desk.ears.get(told.line)
            if ear is not None and ear.person.id == told.user:
                self._soon(take(self, ear, told.text))
        else:
            desk.spread(told)

    async def _run(self) -> None:
        """The clock of all lines."""
        while True:
            await asyncio.sleep(TICK)
            now = self.loop.time()
            for desk in tuple(self.desks.values()):
                await self._try(self._turn(desk, now))  # what fails at one desk stops the clock of none
            if time.monotonic() - self._said_at > SAID_AGAIN:
                self._said_at = time.monotonic()
                for schema, gathering in tuple(self.gatherings.items()):
                    await self._try(self._say_again(schema, gathering))

    async def _turn(self, desk: Desk, now: float) -> None:
        desk.catch_up(now)
        await self._stop_typing(desk)
        await self._look_again(desk, now)

    async def _say_again(self, schema: str, gathering: Gathering) -> None:
        if (desk := self.desks.get(schema)) is None:  # its last line has just gone
            return
        await gathering.say([ear for ear in desk.ears.values() if ear.here], nudge=False)
        await gathering.online(list(desk.people))
        await gathering.look(gathering.watched())

    async def _stop_typing(self, desk: Desk) -> None:
        """Whoever wrote and pressed no key for a while is looking again."""
        now = presence.now()
        rested = [ear for ear in desk.ears.values() if ear.here and ear.rest(now)]
        gathering = self.gatherings.get(desk.schema)  # none when the last line has just gone
        if rested and gathering is not None:
            await self._try(gathering.say(rested))

    async def _look_again(self, desk: Desk, now: float) -> None:
        """Some of those whose turn it is. Who may not listen any more is let go."""
        due = [ear for ear in desk.ears.values() if ear.look_at <= now]
        due = due[: max(AT_ONCE, len(desk.ears) // 50)]
        if not due:
            return
        for ear in due:
            ear.look_at = now + TRUSTED_FOR
        shown = [(ear.host, ear.key) for ear in due]
        try:
            people = await admission.in_thread(admission.admitted_all, shown)
        except Exception:  # the database is away: nobody is thrown out for that
            log.exception("lines were not looked at again")
            return
        for ear, person in zip(due, people, strict=True):
            if person is None or person.id != ear.person.id:
                self._soon(ear.shut())
                continue
            was, ear.person = ear.person, person
            has_tasks = any(place < 0 for place in ear.here or ())
            if has_tasks or person.reads is not None or was.reads is not None:
                await self._try(self._leave_rooms(desk, ear))

    async def _leave_rooms(self, desk: Desk, ear: Ear) -> None:
        """Of tickets and tasks they may not read any more."""
        ids = {*ear.listed, *(ear.here or ())}
        if not ids:
            return
        seen = await admission.in_thread(admission.places_seen, ear.person, ids)
        desk.watch(ear, ear.listed & seen)
        for ticket in ids - seen:
            desk.leave(ear, names.page(ticket))
            gathering = self.gatherings.get(desk.schema)
            if ear.here and ear.here.pop(ticket, None) and gathering is not None:
                await self._try(gathering.leave(ear, [ticket]))

    def _soon(self, job: Any) -> None:
        task = self.loop.create_task(self._try(job))
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _try(self, job: Awaitable[Any]) -> None:
        """Presence and the like are best effort."""
        try:
            await job
        except (RedisError, OSError):
            log.debug("redis is away")  # who listens to it says so, once for a thousand lines
        except Exception:
            log.exception("a line was not served")
