"""The open lines of one organization in this process, and the rooms they are in.

An event is read once, made text once, and put to each line that may hear it. What comes within GATHER goes
out together; the first of a burst goes at once. Lines whose person is bound to some queues hear of a ticket
only after the database was asked, once per event, where the ticket lies now.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable

from core.realtime import admission, names
from core.realtime.ears import Ear
from core.realtime.telling import Telling

log = logging.getLogger(__name__)
GATHER = 0.06  # seconds
LOOK_AFTER = 1.0  # seconds from "ask again" to asking: what was said before is committed then
ELSEWHERE = '{"event":"list:changed","topic":"list"}'  # something moved out of their sight, or into it


class Desk:
    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.ears: dict[str, Ear] = {}
        self.rooms: dict[str, set[Ear]] = defaultdict(set)
        self.rows: dict[int, set[Ear]] = defaultdict(set)  # ticket -> who sees it in a list
        self.people: dict[int, set[Ear]] = defaultdict(set)
        self.ready = asyncio.Event()  # Redis has said that it tells us
        self._loop = asyncio.get_running_loop()
        self._dirty: set[Ear] = set()
        self._window: asyncio.TimerHandle | None = None
        self._bound: list[tuple[Telling, list[Ear]]] = []
        self._weighing: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def add(self, ear: Ear) -> None:
        self.ears[ear.id] = ear
        self.people[ear.person.id].add(ear)

    def drop(self, ear: Ear) -> None:
        self.ears.pop(ear.id, None)
        self._dirty.discard(ear)
        self.watch(ear, frozenset())
        for room in tuple(ear.rooms):
            self.leave(ear, room)
        self.people[ear.person.id].discard(ear)
        if not self.people[ear.person.id]:
            del self.people[ear.person.id]

    def join(self, ear: Ear, room: str) -> None:
        ear.rooms.add(room)
        self.rooms[room].add(ear)

    def leave(self, ear: Ear, room: str) -> None:
        ear.rooms.discard(room)
        self.rooms[room].discard(ear)
        if not self.rooms[room]:
            del self.rooms[room]

    def watch(self, ear: Ear, tickets: frozenset[int]) -> None:
        """The rows in sight, instead of those before. Ids and no rooms: there are fifty of each line."""
        for ticket in ear.listed - tickets:
            self.rows[ticket].discard(ear)
            if not self.rows[ticket]:
                del self.rows[ticket]
        for ticket in tickets - ear.listed:
            self.rows[ticket].add(ear)
        ear.listed = tickets

    def in_room(self, room: str) -> Collection[Ear]:
        return self.rooms.get(room, ())

    def spread(self, told: Telling) -> None:
        """Put an event to whoever it is for."""
        if told.people is not None:
            for user in told.people:
                for ear in self.people.get(int(user), ()):
                    self.put(ear, told.spoken_to(ear.person.id, ear.names))
            return
        ears = self.in_room(told.room) if told.room else self.ears.values()
        if told.ticket:
            if bound := [ear for ear in ears if ear.is_bound]:
                self._weigh(told, bound)
                ears = [ear for ear in ears if not ear.is_bound]
            if not told.room:
                self._as_activity(told, [one for one in self.in_room(names.ACTIVITY) if not one.is_bound])
        for ear in ears:
            self.put(ear, told.spoken(ear.names))

    def missed(self, ear: Ear, tellings: Iterable[Telling]) -> None:
        """The same to one line that comes back."""
        for told in tellings:
            if told.people is not None:
                if str(ear.person.id) in told.people:
                    self.put(ear, told.spoken_to(ear.person.id, ear.names))
            elif not told.room or told.room in ear.rooms:
                if told.ticket and ear.is_bound:
                    self._weigh(told, [ear])
                else:
                    self.put(ear, told.spoken(ear.names))

    def say(self, text: str, ears: Iterable[Ear]) -> None:
        for ear in ears:
            self.put(ear, text)

    def put(self, ear: Ear, text: str) -> None:
        if ear.put(text):
            self._dirty.add(ear)
            if self._window is None:
                self._window = self._loop.call_later(0, self._flush)

    def _flush(self) -> None:
        """Now, and what comes within GATHER afterwards at its end."""
        ears, self._dirty = self._dirty, set()
        self._window = self._loop.call_later(GATHER, self._flush) if ears else None
        for ear in ears:
            if not ear.busy:
                task = self._loop.create_task(ear.flush())
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

    def _as_activity(self, told: Telling, ears: Collection[Ear]) -> None:
        for ear in ears:
            self.put(ear, told.as_activity())

    def _weigh(self, told: Telling, ears: list[Ear]) -> None:
        """In the order of events."""
        self._bound.append((told, ears))
        if self._weighing is None or self._weighing.done():
            self._weighing = self._loop.create_task(self._weigh_all())

    async def _weigh_all(self) -> None:
        while self._bound:
            told, ears = self._bound.pop(0)
            try:
                queue = await admission.in_thread(admission.queue_of, self.schema, told.ticket)
            except Exception:  # the database is away: nobody hears what they may not
                log.exception("an event was not weighed")
                continue
            for ear in ears:
                if ear.may_hear(queue, on_page=bool(told.room)):
                    self.put(ear, told.spoken(ear.names))
                    if names.ACTIVITY in ear.rooms and not told.room:
                        self.put(ear, told.as_activity())
                elif told.moved:
                    self.put(ear, ELSEWHERE)

    def look_again(self, users: Iterable[int]) -> None:
        """Ask soon whether these may still listen."""
        for user in users:
            for ear in self.people.get(user, ()):
                ear.look_at = min(ear.look_at, self._loop.time() + LOOK_AFTER)

    def catch_up(self, now: float) -> None:
        for ear in self.ears.values():
            if ear.catch_up(now):
                self._dirty.add(ear)
                if self._window is None:
                    self._window = self._loop.call_later(0, self._flush)

    def close(self) -> None:
        if self._window is not None:
            self._window.cancel()
        if self._weighing is not None:
            self._weighing.cancel()
