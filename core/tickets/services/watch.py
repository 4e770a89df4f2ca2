"""Who follows a ticket: by their own wish, or because a note names them (`@Ben Agent`, `@ben`).

Following is a person's own matter: no version rises by it, and nobody's form is stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.tickets.events import TicketWatched
from core.tickets.models import Ticket, Watcher
from core.tickets.selectors.watchers import colleagues
from core.tickets.services.rows import locked_living
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor

MOST_MENTIONED = 20  # of one note; who names everybody names nobody


@transaction.atomic
def watch(ticket: Ticket, user: User, *, by: Actor) -> Ticket:
    """The person follows the ticket; a merged one is followed where it goes on. Twice is once.

    Emits TicketWatched.
    """
    return _set(ticket, user, by, is_on=True)


@transaction.atomic
def unwatch(ticket: Ticket, user: User, *, by: Actor) -> Ticket:
    """They do not follow it any more. That they were named stays. Twice is once. Emits TicketWatched."""
    return _set(ticket, user, by, is_on=False)


def mention(ticket: Ticket, text: str, *, author: User | None, already: str = "") -> list[int]:
    """Colleagues that these words name, who follow the ticket from now on. The caller holds its lock.

    already: words that were said before; who is named there has been told.
    """
    told = {user.pk for user in named_in(already, ticket.queue_id)} | ({author.pk} if author else set())
    found = [user.pk for user in named_in(text, ticket.queue_id) if user.pk not in told]
    rows = [Watcher(ticket=ticket, user_id=pk, mentioned_at=clock.now()) for pk in found]
    Watcher.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["is_on", "mentioned_at"],
    )
    return found


def follow_merge(survivor_id: int, merged_id: int) -> None:
    """Who followed the merged ticket follows the one it goes on in. Twice is once."""
    rows = Watcher.objects.filter(ticket=merged_id)
    kept = [
        Watcher(ticket_id=survivor_id, user_id=row.user_id, is_on=row.is_on, mentioned_at=row.mentioned_at)
        for row in rows
    ]
    Watcher.objects.bulk_create(kept, ignore_conflicts=True)


def named_in(text: str, queue: int | None = None) -> list[User]:
    """Colleagues who may see tickets (of this queue), by full name or by what stands before the @ of their
    address.

    No query for words without an @. The longest name counts: "@Ana Agent" is not also an "@Ana".
    """
    if "@" not in text:
        return []
    people = colleagues(queue)
    calls: dict[str, list[User]] = {}
    for user in people:
        for label in {user.name.casefold().strip(), user.email.partition("@")[0].casefold()} - {""}:
            calls.setdefault(label, []).append(user)
    return list(dict.fromkeys(user for label in _labels(text, calls) for user in calls[label]))[
        :MOST_MENTIONED
    ]


def _labels(text: str, known: Iterable[str]) -> Iterable[str]:
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    if not longest_first:
        return ()
    pattern = rf"(?<![\w.+@-])@({'|'.join(longest_first)})(?![\w-]|\.\w|@)"
    return (found[1] for found in re.finditer(pattern, text.casefold()))


def _set(ticket: Ticket, user: User, by: Actor, *, is_on: bool) -> Ticket:
    ticket = locked_living(ticket.pk, brings=False)
    row = Watcher.objects.filter(ticket=ticket, user=user).first()
    if (row is not None and row.is_on) == is_on:
        return ticket
    Watcher.objects.update_or_create(ticket=ticket, user=user, defaults={"is_on": is_on})
    trail.record("ticket.watched" if is_on else "ticket.unwatched", on=ticket, by=by, after=user.pk)
    publish(TicketWatched(ticket.pk, by.ref, user.pk, is_on))
    return ticket
