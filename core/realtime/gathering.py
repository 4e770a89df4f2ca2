"""Who is where, as this process knows it: what its lines say of themselves goes to Redis, what Redis says
of a ticket goes to the lines that look at it. Tasks are places as tickets are (names.of_task).

Every change anywhere is a nudge; the hash is read a moment later and told only when somebody sees something
else than before. What nobody nudges (a process or a run that died) is found by looking again every while.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from redis.asyncio import Redis

from core.accounts import online
from core.realtime import names, presence, shout, telling
from core.realtime.desk import Desk
from core.realtime.ears import Ear
from core.realtime.presence import Present

_GONE = """
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1])
if #gone > 0 then redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1]) end
return gone
"""


class Gathering:
    """Of one desk. told: what its lines believe of each ticket they look at."""

    def __init__(self, desk: Desk, redis: Redis) -> None:
        self.desk, self.redis = desk, redis
        self.told: dict[int, list[Present]] = {}
        self.nudged: set[int] = set()
        self.fresh: dict[int, set[Ear]] = {}  # who looks since a moment and knows nothing yet
        self._gone = redis.register_script(_GONE)

    async def say(self, ears: Iterable[Ear], *, nudge: bool = True) -> None:
        """Where these lines are, again for STAYS."""
        pipe = self.redis.pipeline(transaction=False)
        for ear in ears:
            for ticket, (state, until) in (ear.here or {}).items():
                key, actor = names.here(self.desk.schema, ticket), ear.person.actor
                value = presence.entry(actor.ref, actor.name, state, writes_until=until)
                pipe.hset(key, ear.id, value)  # type: ignore[misc]
                pipe.expire(key, int(presence.AI_STAYS))
                if nudge:
                    self._nudge(pipe, ticket)
        if len(pipe):
            await pipe.execute()

    async def leave(self, ear: Ear, ticket_ids: Iterable[int]) -> None:
        pipe = self.redis.pipeline(transaction=False)
        for ticket in ticket_ids:
            pipe.hdel(names.here(self.desk.schema, ticket), ear.id)  # type: ignore[misc]
            self._nudge(pipe, ticket)
        if len(pipe):
            await pipe.execute()

    def _nudge(self, pipe: Redis, ticket: int) -> None:
        pipe.publish(names.line(self.desk.schema), shout.nudge(ticket))

    async def look(self, ticket_ids: Collection[int]) -> None:
        """Read who is at these tickets, and tell those who look at them what is new."""
        watched = [ticket for ticket in ticket_ids if self._watchers(ticket)]
        for ticket in set(ticket_ids).difference(watched):
            self.told.pop(ticket, None)
            self.fresh.pop(ticket, None)
        if not watched:
            return
        pipe = self.redis.pipeline(transaction=False)
        for ticket in watched:
            pipe.hgetall(names.here(self.desk.schema, ticket))  # type: ignore[misc]
        for ticket, found in zip(watched, await pipe.execute(), strict=True):
            self._tell(ticket, presence.read(found))

    def _tell(self, ticket: int, people: list[Present]) -> None:
        was, fresh = self.told.get(ticket, []), self.fresh.pop(ticket, set())
        self.told[ticket] = people
        if people == was and not fresh:
            return
        text = telling.encode(
            {"event": "presence:changed", **names.told(ticket), "people": [one.plain() for one in people]}
        )
        watchers = self._watchers(ticket)
        self.desk.say(text, watchers if people != was else watchers & fresh)
        self._tell_typing(ticket, was, people)

    def _tell_typing(self, ticket: int, was: list[Present], people: list[Present]) -> None:
        """The seeds' own words for it, to who has the ticket open."""
        before, now = ({one for one in them if one.is_writing} for them in (was, people))
        for one in sorted(before ^ now, key=lambda one: (one in now, one.who)):
            if one in before and any(other.who == one.who for other in now):
                continue  # goes on, with something else
            said = {"event": "user:typing", **names.told(ticket), "user": one.who, "name": one.name}
            text = telling.encode({**said, "kind": one.state, "on": one in now})
            self.desk.say(text, self.desk.in_room(names.page(ticket)))

    def _watchers(self, ticket: int) -> set[Ear]:
        return {*self.desk.in_room(names.page(ticket)), *self.desk.rows.get(ticket, ())}

    def watched(self) -> set[int]:
        places = {names.place_of(room) for room in self.desk.rooms} - {0}
        return places.union(self.desk.rows)

    async def online(self, users: Collection[int], stays: float = online.STAYS) -> None:
        """These have a line open. Who had none is told of; so is who has none now, by the first to see."""
        now, key = time.time(), online.online_key(self.desk.schema)
        pipe = self.redis.pipeline(transaction=False)
        for user in users:
            pipe.zadd(online.seen_key(self.desk.schema), {str(user): now})
            pipe.zadd(key, {str(user): now + stays}, gt=stays == online.STAYS)
        came = [user for user, new in zip(users, (await pipe.execute())[1::2], strict=True) if new]
        gone = [int(one) for one in await self._gone(keys=[key], args=[now])]
        await self._tell_online(
            [("user:online", one) for one in came] + [("user:offline", one) for one in gone]
        )

    async def _tell_online(self, told: list[tuple[str, int]]) -> None:
        if not told:
            return
        pipe = self.redis.pipeline(transaction=False)
        for event, user in told:
            pipe.publish(names.line(self.desk.schema), shout.passing(names.PEOPLE, event=event, user=user))
        await pipe.execute()
