"""What a ticket asks of whoever is to hold it, and which tickets wait for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from core.assignment.models import Handing, Policy
from core.assignment.rules import LOOKED_AT, ONCE, Need, Who
from core.assignment.selectors.people import AT_WORK
from core.desk import selectors as desk
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from core.tickets.selectors import kept_out
from tenants.kernel import clock

ORDERS = {
    Policy.Order.OLDEST: ("created_at", "id"),
    Policy.Order.WAITING: ("-awaits_reply", "last_message_at", "id"),
    Policy.Order.URGENT: ("-urgency", "created_at", "id"),
}


def unheld() -> QuerySet[Ticket]:
    """Tickets that somebody should work at, and nobody holds: no spam, nothing put aside."""
    return Ticket.objects.filter(
        assignee=None, is_finished=False, is_suspect=False, merged_into=None, pending_until=None,
        status__category__in=AT_WORK,
    )  # fmt: skip


def pool(queue_id: int, policy: Policy, now: datetime) -> QuerySet[Ticket]:
    """Those of a queue in its order. A new one waits until triage has had its time."""
    rows = unheld().filter(queue=queue_id, created_at__lte=now - LOOKED_AT)
    return rows.order_by(*ORDERS[Policy.Order(policy.order)])


def needs_of(tickets: Sequence[Ticket], people: Iterable[Who]) -> dict[int, Need]:
    """{ticket: need}. Two queries for any number, one where nobody has a skill."""
    people = list(people)
    asked = frozenset[int]().union(*(who.skills for who in people))
    skills, had = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    ids = [row.pk for row in tickets]
    if asked:
        through = Ticket.tags.through._default_manager.filter(ticket__in=ids, tag__in=asked)
        for ticket, tag in through.values_list("ticket_id", "tag_id"):
            skills[ticket].add(tag)
    lately = Handing.objects.filter(ticket__in=ids, at__gt=clock.now() - ONCE).order_by("id")
    for ticket, user, kind in lately.values_list("ticket", "user", "kind"):
        if kind == Handing.Kind.AWAY:  # who is back may have it again
            had[ticket].discard(user)
        else:
            had[ticket].add(user)
    staffed = frozenset[int]().union(*(who.teams for who in people))
    return {
        row.pk: Need(
            row.queue_id,
            _team(row, staffed),
            row.language,
            frozenset(skills[row.pk]),
            frozenset(had[row.pk]),
            frozenset(kept_out(row.queue_id, REPLY)),
        )
        for row in tickets
    }


def _team(row: Ticket, staffed: frozenset[int]) -> int | None:
    """The ticket's, else its queue's; a team in which nobody can answer is everybody's."""
    queue = desk.queue_by_id(row.queue_id)
    team = row.team_id or (queue.team_id if queue else None)
    return team if team in staffed else None
