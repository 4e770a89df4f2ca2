"""The numbers beside the views: one aggregate over open tickets, remembered for a few seconds."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q

from core.tickets.models import Ticket
from core.tickets.rules import SOON
from core.tickets.selectors.access import listed
from core.tickets.selectors.reach import queues_at
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.reach import Level
from tenants.lately import lately

REMEMBERED = 10  # seconds; a count may lag that much behind the list


def open_counts(actor: Actor) -> dict[str, int]:
    """{"open", "mine", "unassigned", "waiting", "very_negative", "escalated", "needs_reply", "breaching",
    "overdue", "snoozed", "needs_review", "spam"}

    spam: what triage takes for spam and nobody has decided; the other numbers are without it, and but for
    those of a status and of promises without what is put aside.
    """
    queues = queues_at(actor, Level.OVERVIEW)
    key = f"open-counts:{actor.ref}" + ("" if queues is None else f":{queues}".replace(" ", ""))
    return lately(key, REMEMBERED, lambda: _count(actor))


def _count(actor: Actor) -> dict[str, int]:
    rows, ours, now = listed(actor).filter(is_finished=False), Q(is_suspect=False), clock.now()
    awake = ours & Q(pending_until=None)
    numbers: dict[str, int] = rows.aggregate(
        open=Count("pk", filter=awake),
        mine=Count("pk", filter=awake & Q(assignee_id=actor.id)),
        unassigned=Count("pk", filter=awake & Q(assignee=None)),
        waiting=Count("pk", filter=ours & Q(awaits_reply=False)),
        needs_reply=Count("pk", filter=awake & Q(awaits_reply=True)),
        very_negative=Count("pk", filter=awake & Q(sentiment=-2)),
        escalated=Count("pk", filter=awake & Q(is_escalated=True)),
        breaching=Count("pk", filter=ours & Q(due_at__gt=now, due_at__lte=now + SOON)),
        overdue=Count("pk", filter=ours & Q(due_at__lte=now)),
        snoozed=Count("pk", filter=ours & Q(pending_until__isnull=False)),
        needs_review=Count("pk", filter=awake & Q(needs_review=True)),
        spam=Count("pk", filter=~ours),
    )
    return numbers


def tickets_of(contact_id: int, limit: int = 10) -> list[Ticket]:
    """A customer's latest tickets, for the card beside a conversation."""
    rows = Ticket.objects.filter(contact_id=contact_id, merged_into=None)
    return list(rows.select_related("status").order_by("-pk")[:limit])


def was_answered(contact_id: int) -> bool:
    """Has anybody here ever written to this customer? Who was answered is no stranger."""
    return Ticket.objects.filter(contact_id=contact_id, first_replied_at__isnull=False).exists()


def counts_of(contact_ids: Sequence[int]) -> dict[int, int]:
    """{customer: how many tickets}, without those who have none."""
    rows = Ticket.objects.filter(contact__in=contact_ids, merged_into=None).order_by().values_list("contact")
    return dict(rows.annotate(Count("pk")))
