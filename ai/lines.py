"""Whose run is next when many organizations wait for a worker: a quarter of its slots each, before anybody's
flood goes on.

Messages of the broker are served in the order they came. So each run that waits also stands in the line of
its organization, in Redis. A worker that begins one of an organization which holds more than a quarter of
its slots already calls up to AHEAD others from the lines of those who hold fewer; they are woken once more,
in the queue that is served before. With fewer than four of them waiting the shares grow until they are
equal; alone, one may take all. No slot stays empty, and no message does another organization's work.

Lines are a courtesy, never the only copy of work: a call that is lost is made up for by the first message,
one too many finds its run claimed. Without Redis there is no order but the broker's.
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
PART = 4  # one of so many parts of the slots is an organization's own, whoever waits
AHEAD = 3  # called for each that an organization begins beyond it: it gets one of four slots that become free
LONGEST = 600.0  # seconds a run stands in a line after it was due; its alarm has woken it by then
WHO, LINE = "ai:lines", "ai:line:"  # a set of schemas; a sorted set of "task run", by the time it is due

# One round trip: leave the own line, and take who goes first. KEYS: WHO. ARGV: LINE, own schema, own place,
# now, too old, how many, then schema and slots held of each that holds some.
_CALL = """
redis.call('ZREM', ARGV[1] .. ARGV[2], ARGV[3])
local held, called, now = {}, {}, tonumber(ARGV[4])
for at = 7, #ARGV, 2 do held[ARGV[at]] = tonumber(ARGV[at + 1]) end
if tonumber(ARGV[6]) == 0 then return called end
local who = redis.call('SMEMBERS', KEYS[1])
for _ = 1, tonumber(ARGV[6]) do
  local best, fewest, oldest, place = nil, held[ARGV[2]] or 0, 0, nil
  for _, one in ipairs(who) do
    redis.call('ZREMRANGEBYSCORE', ARGV[1] .. one, '-inf', ARGV[5])
    local first = redis.call('ZRANGE', ARGV[1] .. one, 0, 0, 'WITHSCORES')
    local has, due = held[one] or 0, tonumber(first[2])
    if #first == 0 then
      redis.call('SREM', KEYS[1], one)
    elseif one ~= ARGV[2] and due <= now and (has < fewest or (has == fewest and best and due < oldest)) then
      best, fewest, oldest, place = one, has, due, first[1]
    end
  end
  if not best then break end
  redis.call('ZREM', ARGV[1] .. best, place)
  held[best] = (held[best] or 0) + 1
  table.insert(called, best)
  table.insert(called, place)
end
return called
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
        self.size, self._held, self._lock = size, Counter[str](), threading.Lock()

    @contextmanager
    def taken(self, schema: str) -> Iterator[dict[str, int]]:
        """Hold one. Gives what everybody holds, this one included."""
        with self._lock:
            self._held[schema] += 1
            now = dict(self._held)
        try:
            yield now
        finally:
            with self._lock:
                self._held[schema] -= 1
                if not self._held[schema]:
                    del self._held[schema]


slots = Slots()


def join(place: Place, wait: float = 0.0) -> None:
    """Stand in line, due in so many seconds. Call before its message leaves."""
    try:
        with _redis().pipeline(transaction=False) as line:
            line.zadd(LINE + place.schema, {place.name: time.time() + wait})
            line.sadd(WHO, place.schema)
            line.execute()
    except RedisError:
        log.warning("no line: redis is away")


def ahead_of(place: Place, held: dict[str, int]) -> list[Place]:
    """Who is to be called because this one begins; it leaves its line. held: slots of each, its own too."""
    is_beyond = held.get(place.schema, 0) > max(1, slots.size // PART)
    now, others = time.time(), [word for one, number in held.items() for word in (one, number)]
    asked = (LINE, place.schema, place.name, now, now - LONGEST, AHEAD if is_beyond else 0, *others)
    try:
        called = [_text(one) for one in _script()(keys=[WHO], args=asked)]
    except RedisError:
        return []
    return [_place(schema, name) for schema, name in zip(called[::2], called[1::2], strict=True)]


def _place(schema: str, name: str) -> Place:
    task, run_id = name.split(" ")
    return Place(schema, task, int(run_id))


def _text(told: Any) -> str:
    return told.decode() if isinstance(told, bytes) else str(told)


@cache
def _script() -> Any:
    return _redis().register_script(_CALL)


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
