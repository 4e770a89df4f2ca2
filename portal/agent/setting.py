"""Properties of a ticket as its page sends them: each value read, then written by one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.accounts import selectors as accounts
from core.desk import kinds
from core.desk import selectors as desk
from core.tickets import services
from core.tickets.rules import CLOSE_CHILDREN, LEAVE_CHILDREN, PRIORITY_NAMES
from portal.agent.codes import PRIORITIES
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.tickets.models import Ticket

HANDED = ("assignee", "responsible")  # other people's work


def status(actor: Actor, row: Ticket, value: str, seen: int | None, children: str) -> None:
    if children not in ("", LEAVE_CHILDREN, CLOSE_CHILDREN):
        raise Invalid
    services.change(row, by=actor, seen=seen, status=desk.status(value), with_children=children)


def _set_priority(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    if value not in PRIORITIES.values():
        raise Invalid
    services.change(row, by=actor, seen=seen, priority=int(PRIORITY_NAMES[value]))


def _set_assignee(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    services.assign(row, _colleague(actor, value), by=actor, seen=seen)


def _set_responsible(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    services.change(row, by=actor, seen=seen, responsible=_colleague(actor, value))


def _colleague(actor: Actor, value: str) -> User | None:
    if value == "none":
        return None
    if value in ("me", str(actor.id)):
        return accounts.myself(actor)
    if not value.isdecimal():
        raise Invalid
    return accounts.person(actor, int(value))


def _set_type(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    services.change(row, by=actor, seen=seen, type=None if value == "none" else kinds.kind(value))


def _set_subject(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    services.change(row, by=actor, seen=seen, subject=value)


def _set_spam(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    """A person's word about it is the last one, whatever version the page has."""
    if value not in ("yes", "no"):
        raise Invalid
    services.change(row, by=actor, is_spam=value == "yes")


def _set_thanks(actor: Actor, row: Ticket, value: str, seen: int | None) -> None:
    if value not in ("yes", "no"):
        raise Invalid
    services.change(row, by=actor, is_thanks=value == "yes")


CHANGES: dict[str, Callable[[Actor, Any, str, int | None], None]] = {
    "priority": _set_priority,
    "type": _set_type,
    "assignee": _set_assignee,
    "responsible": _set_responsible,
    "subject": _set_subject,
    "spam": _set_spam,
    "thanks": _set_thanks,
}
