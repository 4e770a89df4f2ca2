"""Who is at a ticket just now: looking, away from the tab, writing, or the AI at work.

One hash in Redis per ticket, one field per open line (or run of the AI), each with the moment until which it
is true: a line that is open says it again, a run ends it in `finally`, and whatever dies says nothing more
and is gone after STAYS. So no flag is ever stuck. Best effort: without Redis nobody seems to be there.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from core.realtime import names, shout
from tenants import context
from tenants.kernel import ids

log = logging.getLogger(__name__)
VIEWING, IDLE, WORKING = "viewing", "idle", "working"
REPLY, NOTE, FORWARD = "reply", "note", "forward"
WRITING = (REPLY, NOTE, FORWARD)
RANKS = (WORKING, REPLY, FORWARD, NOTE, VIEWING, IDLE)  # of several lines the first counts
STAYS = 45.0  # seconds; open lines say it again every third of it
WRITES = 12.0  # seconds after the last key; who goes on writing says so every few seconds
AI_STAYS = 150.0  # seconds: somewhat longer than a run may take
AI = "ai"
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Present:
    """who: "user:5" or "ai". state: one of RANKS."""

    who: str
    name: str
    state: str

    @property
    def is_writing(self) -> bool:
        return self.state in WRITING

    def plain(self) -> dict[str, str]:
        return {"who": self.who, "name": self.name, "state": self.state}


def entry(who: str, name: str, state: str, *, writes_until: float = 0.0, stays: float = STAYS) -> str:
    """The value of one line. Until `writes_until` the state holds, after it they are looking."""
    return json.dumps([who, name, state, writes_until, now() + stays])


def read(found: Mapping[bytes, bytes], at: float | None = None) -> list[Present]:
    """Each once, by what they do most. Who writes comes first."""
    at = now() if at is None else at
    best: dict[str, Present] = {}
    for value in found.values():
        who, name, state, writes_until, until = json.loads(value)
        if until <= at:
            continue
        one = Present(who, name, VIEWING if state in WRITING and writes_until <= at else state)
        if who not in best or RANKS.index(one.state) < RANKS.index(best[who].state):
            best[who] = one
    return sorted(best.values(), key=lambda one: (RANKS.index(one.state), one.name, one.who))[:MOST_SHOWN]


def at(ticket_ids: Collection[int]) -> dict[int, list[Present]]:
    """{ticket: who is there}, without those where nobody is. One round trip."""
    schema = context.require_tenant()
    if not ticket_ids:
        return {}
    try:
        pipe = shout.redis().pipeline(transaction=False)
        for ticket in ticket_ids:
            pipe.hgetall(names.here(schema, ticket))
        found: list[Any] = pipe.execute()
    except RedisError:
        return {}
    read_ones = ((ticket, read(one)) for ticket, one in zip(ticket_ids, found, strict=True))
    return {ticket: people for ticket, people in read_ones if people}


def writing_beside(ticket: int, me: str, kind: str = REPLY) -> list[Present]:
    """Colleagues who write something of the same kind there at this moment."""
    return [one for one in at([ticket]).get(ticket, ()) if one.state == kind and one.who != me]


@contextmanager
def ai_at_work(ticket: int) -> Iterator[None]:
    """The AI takes part while the block runs, whatever becomes of it."""
    field = f"{AI}:{ids.public_id()}"
    _put(ticket, field, entry(AI, "", WORKING, stays=AI_STAYS), AI_STAYS)
    try:
        yield
    finally:
        _put(ticket, field, None, AI_STAYS)


def _put(ticket: int, field: str, value: str | None, stays: float) -> None:
    schema = context.require_tenant()
    key = names.here(schema, ticket)
    try:
        pipe = shout.redis().pipeline(transaction=False)
        if value is None:
            pipe.hdel(key, field)
        else:
            pipe.hset(key, field, value)
            pipe.expire(key, int(stays) + 1)
        pipe.publish(names.line(schema), shout.nudge(ticket))
        pipe.execute()
    except RedisError:
        log.warning("presence not told: redis is away")


def now() -> float:
    """The wall clock of machines, which agree on it to a second; never the one that tests turn."""
    return time.time()
