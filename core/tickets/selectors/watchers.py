"""Who follows a ticket, and the tickets somebody follows."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from core.accounts.models import User
from core.tickets.models import Ticket, Watcher
from core.tickets.rules import VIEW
from core.tickets.selectors.reach import may
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable

MOST_FOUND = 8


def followed(actor: Actor, *, watched: bool = True, mentioned: bool = False) -> Exists:
    """A condition of tickets: this person follows it, was named in it (mentioned), or both."""
    rows = Watcher.objects.filter(ticket=OuterRef("pk"), user=actor.id if actor.kind == "user" else None)
    if watched:
        rows = rows.filter(is_on=True)
    return Exists(rows.filter(mentioned_at__isnull=False) if mentioned else rows)


def is_watching(actor: Actor, ticket: Ticket) -> bool:
    return Ticket.objects.filter(followed(actor), pk=ticket.pk).exists()


def watchers_of(ticket: Ticket) -> QuerySet[User]:
    """Who follows it, by name."""
    return User.objects.filter(pk__in=ticket.watchers.filter(is_on=True).values("user"), is_active=True)


def to_mention(query: str, queue: int | None = None) -> list[User]:
    """Colleagues who may see tickets (of this queue) and whose name or address begins like this, a few."""
    words = storable(query).casefold().strip()
    return [user for user in colleagues(queue) if _begins(user, words)][:MOST_FOUND]


def colleagues(queue: int | None = None) -> list[User]:
    """Everybody who works with tickets (of this queue), by name."""
    people = User.objects.working().order_by("name", "pk")
    if queue is None:
        return [user for user in people if VIEW in user.role.permissions]
    return [user for user in people if may(user.actor, queue, VIEW)]


def _begins(user: User, words: str) -> bool:
    name = user.name.casefold()
    return any(part.startswith(words) for part in (name, *name.split(), user.email.casefold()))
