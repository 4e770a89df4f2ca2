"""Whose run is next when organizations wait for a worker: theirs who have the fewest under way.

Messages of the broker are served in the order they came. So a message of a run is only the turn of a slot:
each run that waits stands in the line of its organization, in Redis, and whoever gets a turn takes from the
line that is owed most: fewest runs under way in this worker, then the longest wait. Of its own line a message
takes its own run, unless another has waited for longer by SLACK: one that was passed over. There are as many
turns as runs, so what one organization gives away comes back with the other's message.

The last slot of a worker is for organizations that have nothing under way: a turn that finds only others
there waits until somebody new comes or one of them is done. Without it a single message would wait for the
end of another's call. A worker that has seen one organization alone of late (LATELY) keeps none.

Lines are a courtesy, never the only copy of work: a message whose run stands in no line looks after it as
well, and finds it claimed if somebody had it. Without Redis there is no order but the broker's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
FEWEST = 16  # slots of a worker from which one is kept for newcomers
LATELY = 600.0  # seconds
LOOK = 0.05  # seconds between two looks of a turn that waits; one of them looks, whoever else waits
PATIENCE = 30.0  # seconds it waits at most; with two calls that is less than the broker's visibility timeout
LONGEST = 600.0  # seconds a run stands in a line after it was due; its alarm has woken it by then
SLACK = 1.0  # seconds
ASKED = 64  # organizations that are compared for a turn, drawn anew each time
WHO, LINE = "ai:lines", "ai:line:"  # a set of schemas; a sorted set of "task run", by the time it is due

# One round trip: take who is owed most. KEYS: WHO. ARGV: LINE, own schema, own place, now, too old, whether
# only newcomers may begin, ASKED, SLACK, then schema and slots held of each that holds some.
# Gives whether the own place stands in its line; then schema and place of who is taken, or that all wait.
_TAKE = """
local held, now, own = {}, tonumber(ARGV[4]), ARGV[1] .. ARGV[2]
for at = 9, #ARGV, 2 do held[ARGV[at]] = tonumber(ARGV[at + 1]) end
local due = redis.call('ZSCORE', own, ARGV[3])
local stands = due and 1 or 0
if due and tonumber(due) > now then redis.call('ZADD', own, ARGV[4], ARGV[3]) end
local who = redis.call('SRANDMEMBER', KEYS[1], ARGV[7])
if due then table.insert(who, ARGV[2]) end
local best, fewest, oldest, place, waits = nil, 0, 0, nil, false
for _, one in ipairs(who) do
  redis.call('ZREMRANGEBYSCORE', ARGV[1] .. one, '-inf', ARGV[5])
  local first = redis.call('ZRANGE', ARGV[1] .. one, 0, 0, 'WITHSCORES')
  local has, since = held[one] or 0, tonumber(first[2])
  if #first == 0 then
    redis.call('SREM', KEYS[1], one)
  elseif since <= now then
    waits = true
    if (has == 0 or ARGV[6] == '0') and (not best or has < fewest or (has == fewest and since < oldest)) then
      best, fewest, oldest, place = one, has, since, first[1]
    end
  end
end
if best then
  local mine = redis.call('ZSCORE', own, ARGV[3])
  if best == ARGV[2] and mine and tonumber(mine) - oldest < tonumber(ARGV[8]) then place = ARGV[3] end
  redis.call('ZREM', ARGV[1] .. best, place)
  return {stands, best, place}
end
return waits and {stands, 'wait'} or {stands}
"""


class Place(NamedTuple):
    """A run that waits: its organization's schema, the task that does it, its id."""

    schema: str
    task: str
    run_id: int

    @property
    def name(self) -> str:
        return f"{self.task} {self.run_id}"


class Slots:
    """What each organization has under way in this process. size: the worker's threads."""

    def __init__(self, size: int = 50) -> None:
        self.size, self._held = size, Counter[str]()
        self._seen: dict[str, float] = {}  # when each organization had its last turn here
        self._freed, self._watch = threading.Condition(), threading.Lock()

    @contextmanager
    def turn(self, own: Place) -> Iterator[list[Place]]:
        """The runs to do in this turn, one after the other: mostly one, and not always the message's own."""
        called = self._look(own) or self._wait(own)
        try:
            yield called
        finally:
            with self._freed:
                self._count(called[-1].schema, -1)
                self._freed.notify_all()

    def _wait(self, own: Place) -> list[Place]:
        """One turn looks again and again, the others wait behind it."""
        end = time.monotonic() + PATIENCE
        with self._watch:
            while True:
                with self._freed:
                    self._freed.wait(LOOK)
                if called := self._look(own, is_patient=time.monotonic() < end):
                    return called

    def _look(self, own: Place, *, is_patient: bool = True) -> list[Place] | None:
        """Whose turn it is, their slot counted; None: nobody's yet.

        While that is asked it counts as the own organization's, so that turns that come at the same moment
        see each other.
        """
        with self._freed:
            held = dict(self._held)
            self._count(own.schema, 1)
            is_full = is_patient and sum(held.values()) >= self.size - self._kept(own.schema)
        called = None
        try:
            called = take(own, held, newcomers_only=is_full)
        finally:
            with self._freed:
                self._count(own.schema, -1)
                if called:
                    self._count(called[-1].schema, 1)
        return called

    def _kept(self, schema: str) -> int:
        """How many slots are for newcomers, now that this organization has a turn."""
        now = self._seen[schema] = time.monotonic()
        if len(self._seen) > ASKED:
            self._seen = {one: at for one, at in self._seen.items() if now - at < LATELY}
        others = any(now - at < LATELY for one, at in self._seen.items() if one != schema)
        return int(others and self.size >= FEWEST)

    def _count(self, schema: str, by: int) -> None:
        self._held[schema] += by
        if not self._held[schema]:
            del self._held[schema]


slots = Slots()


def join(place: Place, wait: float = 0.0) -> None:
    """Stand in line, due in so many seconds. Call before its message leaves."""
    try:
        with _redis().pipeline(transaction=False) as line:
            line.zadd(LINE + place.schema, {place.name: time.time() + wait}, nx=True)
            line.sadd(WHO, place.schema)
            line.execute()
    except RedisError:
        log.warning("no line: redis is away")


def take(own: Place, held: dict[str, int], *, newcomers_only: bool = False) -> list[Place] | None:
    """Whose turn it is, taken out of the line; None: nobody's yet. held: slots of each, this one not counted.

    The own place is there, too, and first, if it stood in no line: somebody had it, or the line was lost.
    """
    now, counted = time.time(), [word for one, number in held.items() for word in (one, number)]
    asked = (LINE, own.schema, own.name, now, now - LONGEST, int(newcomers_only), ASKED, SLACK, *counted)
    try:
        stands, *called = _script()(keys=[WHO], args=asked)
    except RedisError:
        return [own]
    if len(called) == 1:
        return None
    mine = [] if stands else [own]
    return [*mine, _place(*map(_text, called))] if called else [own]


def _place(schema: str, name: str) -> Place:
    task, run_id = name.split(" ")
    return Place(schema, task, int(run_id))


def _text(told: Any) -> str:
    return told.decode() if isinstance(told, bytes) else str(told)


@cache
def _script() -> Any:
    return _redis().register_script(_TAKE)


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
