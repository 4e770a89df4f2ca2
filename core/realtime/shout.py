"""Tell the open screens of a tenant that something changed. Best effort: screens also poll.

One round trip: the event is added to the tenant's ring, from which a line that was away reads what it has
missed, and published under its place there.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from core.realtime import names, telling
from tenants import context
from tenants.kernel.once import once

log = logging.getLogger(__name__)
KEPT = 1_000  # latest events of a tenant; who has missed more asks for everything anew
KEPT_FOR = 3600  # seconds after the last one
_TELL = """
local seq = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'head', ARGV[3], 'text', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[5], seq .. '\\n' .. ARGV[3] .. '\\n' .. ARGV[4])
return seq
"""


def tell_desk(**message: Any) -> None:
    """Send an event (plain values) to every desk screen of the current tenant that may see its ticket.

    `ticket` is the id that events carry; a ticket's page knows its own as `data-id`.
    """
    moved = bool({"queue", "deleted_at", "merged"} & set(message.get("fields", ())))
    _tell(telling.head_of(ticket=message.get("ticket"), moved=moved), message)


def tell_page(**message: Any) -> None:
    """To those alone who have `ticket` open."""
    ticket = message["ticket"]
    _tell(telling.head_of(ticket=ticket, room=names.page(ticket)), message)


def tell_task(task: int, ticket: int | None, **message: Any) -> None:
    """To those alone who have the task open and may still read its ticket, if it is about one."""
    room = names.page(names.of_task(task))
    _tell(telling.head_of(ticket=ticket, room=room), {**message, "task": task})


def tell_people(each: dict[int, dict[str, Any]], **message: Any) -> None:
    """To the screens of these people alone. each: what it says to whom besides, by user id."""
    people = {str(user): more for user, more in each.items()}  # keys of JSON are texts
    if people:
        _tell(telling.head_of(people=people), message)


def nudge(ticket: int) -> str:
    """A message: who is at the ticket has changed. What is true is read by whoever has to say it."""
    return _of_the_moment(telling.head_of(kind=telling.HERE, ticket=ticket))


def passing(room: str, **message: Any) -> str:
    """A message for those in a room just now; nobody misses it."""
    return _of_the_moment(telling.head_of(room=room), telling.encode(message))


def look_again(*users: int) -> None:
    """What these people may do has changed, or where they are signed in: their lines are asked again."""
    head = telling.head_of(kind=telling.LOOK, people={str(user): {} for user in users})
    try:
        redis().publish(names.line(context.require_tenant()), _of_the_moment(head))
    except RedisError:
        log.warning("lines not asked again: redis is away")


def say(line: str, user: int, frame: str) -> None:
    """What somebody says to their stream, wherever it is open. RedisError."""
    head = telling.head_of(kind=telling.SAY, line=line, user=user)
    redis().publish(names.line(context.require_tenant()), _of_the_moment(head, frame))


def _tell(head: str, message: dict[str, Any]) -> None:
    schema = context.require_tenant()
    try:
        args: list[str | int] = [KEPT, KEPT_FOR, head, telling.encode(message), names.line(schema)]
        _script()(keys=[names.ring(schema)], args=args)
    except RedisError:
        log.warning("screens not told: redis is away")


def _of_the_moment(head: str, text: str = "{}") -> str:
    """Without a place in the ring."""
    return f"\n{head}\n{text}"


@once
def redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@once
def _script() -> Script:
    return redis().register_script(_TELL)
