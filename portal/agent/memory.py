"""What the desk remembers of a person in Redis: which tickets they have read, numbers beside views.

Nothing here is owed: with Redis away everything the customer, or a third party, said last shows as
unread, and numbers are missing until it is back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Ticket

READ_FOR = 60 * 24 * 3600  # seconds; what nobody opened for two months may be bold again
UNREAD = -1  # marked by hand


def get(*keys: str) -> dict[str, Any]:
    """The remembered ones among the keys."""
    try:
        return dict(cache.get_many(keys))
    except Exception:  # Redis away
        return {}


def put(key: str, value: Any, seconds: int | None) -> None:
    try:
        cache.set(key, value, seconds)
    except Exception:  # Redis away: it will be asked again
        return


def forget(key: str) -> None:
    try:
        cache.delete(key)
    except Exception:  # Redis away: it lives out its time
        return


def unread(actor: Actor, tickets: Iterable[Ticket]) -> set[int]:
    """Ids of the tickets with something this person has not read. One look at Redis for all."""
    keys = {ticket.pk: _key(actor, ticket.pk) for ticket in tickets}
    known = get(*keys.values()) if keys else {}
    return {ticket.pk for ticket in tickets if _is_unread(ticket, known.get(keys[ticket.pk]))}


def mark_read(actor: Actor, ticket: Ticket) -> None:
    put(_key(actor, ticket.pk), ticket.message_count, READ_FOR)


def mark_unread(actor: Actor, ticket: Ticket) -> None:
    put(_key(actor, ticket.pk), UNREAD, READ_FOR)


def _is_unread(ticket: Ticket, read: int | None) -> bool:
    if read == UNREAD:
        return True
    return bool(ticket.awaits_reply or ticket.aside_at) and (read is None or read < ticket.message_count)


def _key(actor: Actor, ticket_id: int) -> str:
    return f"desk-read:{actor.id}:{ticket_id}"
