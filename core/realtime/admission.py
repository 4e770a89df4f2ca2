"""Who may listen: the host names the organization, the session cookie of that very site the person.

A cookie of another organization names no session here. Everything runs in threads of its own, with the
tenant entered inside, and gives its connection back: an open line holds none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.http import parse_cookie

from core.accounts import sessions
from core.realtime import names
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from core.work import selectors as work
from tenants import context
from tenants.http import hosts
from tenants.kernel.actor import Actor
from tenants.models import Tenant
from tenants.rules import Door, Pass

T = TypeVar("T")
THREADS = ThreadPoolExecutor(4, thread_name_prefix="live")  # so many connections at most


@dataclass(frozen=True, slots=True)
class Person:
    """lists, reads: the queues whose tickets they may see in lists, and open; None: all."""

    schema: str
    actor: Actor
    lists: frozenset[int] | None = None
    reads: frozenset[int] | None = None

    @property
    def id(self) -> int:
        return self.actor.id or 0


@dataclass(frozen=True, slots=True)
class Card:
    """What a browser shows at the door. origin: host of the page it is opened from; None: no sound one."""

    host: str
    key: str
    origin: str | None

    @property
    def is_of_this_site(self) -> bool:
        return self.origin == self.host


def shown(headers: Iterable[tuple[bytes, bytes]]) -> Card:
    """From the headers of a connection."""
    said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    key = parse_cookie(said.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    return Card(said.get("host", "").rsplit(":", 1)[0].lower(), key, host_of(said.get("origin", "")))


def host_of(origin: str) -> str | None:
    """The host of an Origin header; None without a sound one."""
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


def admitted(host: str, key: str) -> Person | None:
    """The colleague of the host's organization whose session has this key, if they may see tickets."""
    tenant = hosts.tenant_of(host)
    if not key or tenant is None or tenant.schema_name == "public":
        return None
    return _person(tenant, key) if tenant.at(Door.SOCKET) is Pass.OPEN else None


def admitted_all(shown: Collection[tuple[str, str]]) -> list[Person | None]:
    """Of each (host, key), in one go."""
    return [admitted(*one) for one in shown]


def _person(tenant: Tenant, key: str) -> Person | None:
    with context.tenant(tenant):
        actor = sessions.actor_of_key(key)
        if actor is None or actor.kind != "user" or not actor.may(VIEW):
            return None
        lists, reads = tickets.queues_heard(actor)
        return Person(tenant.schema_name, actor, lists, reads)


def seen_by(person: Person, ids: Collection[int]) -> set[int]:
    """Those of the tickets that this person may read."""
    with context.tenant(person.schema):
        return set(tickets.visible(person.actor).filter(pk__in=ids).values_list("pk", flat=True))


def places_seen(person: Person, places: Collection[int]) -> set[int]:
    """Those of the tickets and tasks (names.of_task) that this person may read."""
    tasks = [-place for place in places if place < 0]
    found = seen_by(person, [place for place in places if place > 0]) if len(tasks) < len(places) else set()
    if not tasks:
        return found
    with context.tenant(person.schema):
        keys = work.visible(person.actor).filter(pk__in=tasks).values_list("pk", flat=True)
        return found | {names.of_task(pk) for pk in keys}


def queue_of(schema: str, ticket: int) -> int | None:
    """Where a ticket lies, be it in the bin; None when it is erased."""
    with context.tenant(schema):
        return tickets.queue_of(ticket)


async def in_thread(call: Callable[..., T], *args: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(THREADS, _giving_back, call, args)


def _giving_back(call: Callable[..., T], args: tuple[object, ...]) -> T:
    try:
        return call(*args)
    finally:
        connections.close_all()
