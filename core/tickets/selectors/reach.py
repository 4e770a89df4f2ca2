"""Who may do what in which queue. Every read of tickets goes through `within`, every act through `may`.

A permission is held by name (roles) and on a rung of the queue (Level); whoever has no reach of their own is
bound by names alone, and costs nothing here. Queues and teams are remembered: no query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import QuerySet

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk.models import Queue
from core.desk.own import own_queues
from core.tickets.models import Ticket
from core.tickets.rules import RUNGS
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused
from tenants.kernel.reach import Level


def level_in(actor: Actor, queue: int) -> Level:
    """The rung this actor stands on there. Parts of the system and customers are not bound by queues."""
    if actor.reach is None or actor.kind != "user":
        return Level.FULL
    return actor.reach.level(queue, is_own=queue in own_queues(actor.id))


def queues_at(actor: Actor, level: Level) -> list[int] | None:
    """Where the actor stands at least so high; None: everywhere."""
    if actor.reach is None or actor.kind != "user":
        return None
    own = own_queues(actor.id)
    return [row.pk for row in desk.queues() if actor.reach.level(row.pk, is_own=row.pk in own) >= level]


def queues_for(actor: Actor, permission: str) -> list[Queue]:
    """Those where the actor stands high enough for it, in the desk's order."""
    pks = queues_at(actor, RUNGS[permission])
    return [row for row in desk.queues() if pks is None or row.pk in pks]


def within(rows: QuerySet[Ticket], actor: Actor, level: Level) -> QuerySet[Ticket]:
    """Those of them that lie where the actor stands at least so high."""
    queues = queues_at(actor, level)
    return rows if queues is None else rows.filter(queue__in=queues)


def among(actor: Actor, alias: str) -> tuple[str, list[list[int]]]:
    """A condition for statements by hand that name other tickets, and its values; ("", []): none."""
    queues = queues_at(actor, Level.READ)
    return ("", []) if queues is None else (f"AND {alias}.queue_id = ANY(%s)", [queues])


def may(actor: Actor, queue: int, permission: str) -> bool:
    """By name and by rung."""
    return actor.may(permission) and level_in(actor, queue) >= RUNGS.get(permission, Level.NONE)


def kept_out(queue: int, permission: str) -> list[int]:
    """Colleagues who do not stand high enough in this queue. Without a query."""
    return below(queue, RUNGS.get(permission, Level.NONE))


def below(queue: int | None, level: Level) -> list[int]:
    """Colleagues who stand below this rung; all who are bound to queues where nobody knows it (None)."""
    return [
        pk
        for pk, reach in accounts.bound().items()
        if queue is None or reach.level(queue, is_own=queue in own_queues(pk)) < level
    ]


def in_queue(actor: Actor, queue: int) -> Actor:
    """The actor with what is left of the permissions in this queue: for pages, and acts on one ticket."""
    if (level := level_in(actor, queue)) == Level.FULL:
        return actor
    left = frozenset(one for one in actor.permissions if level >= RUNGS.get(one, Level.NONE))
    return replace(actor, permissions=left)


def check(actor: Actor, queue: int, permission: str) -> None:
    """Refused below the rung that the permission needs; the name itself was asked at the door."""
    if level_in(actor, queue) < RUNGS.get(permission, Level.NONE):
        raise Refused(permission=permission)


def check_all(actor: Actor, tickets: Iterable[Ticket], permissions: Collection[str]) -> None:
    """As `check`, of each ticket and permission."""
    for ticket in tickets if actor.reach else ():
        for permission in permissions:
            check(actor, ticket.queue_id, permission)
