"""Taking back: what its owner does not work at, and what is held by somebody who is away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.assignment import book
from core.assignment.models import Handing
from core.assignment.rules import BATCH
from core.assignment.selectors.people import AT_WORK
from core.audit.models import Record
from core.tickets import services as tickets
from core.tickets.models import Draft, Message, Ticket
from tenants.kernel.actor import SYSTEM


def unanswered(user_id: int | None = None) -> QuerySet[Ticket]:
    """Tickets that somebody (this person) holds, and whose customer waits."""
    rows = Ticket.objects.filter(
        assignee__isnull=False, is_finished=False, awaits_reply=True, pending_until=None, is_suspect=False,
        merged_into=None, status__category__in=AT_WORK,
    )  # fmt: skip
    return rows.filter(assignee=user_id) if user_id else rows


def release_idle(page: book.Page, now: datetime) -> None:
    """Back with those whose customer has waited for as long as their queue says, and whose owner has done
    nothing about them meanwhile.
    """
    for queue, policy in page.of.items():
        if not policy.release_after:
            continue
        since = now - timedelta(minutes=policy.release_after)
        rows = unanswered().filter(
            Exists(_asked(since)), ~Exists(_work(since)), ~Exists(_drafts(since)),
            queue=queue, status_since__lte=since,
        )  # fmt: skip
        for row in rows.order_by("pk")[:BATCH]:
            take_back(row, Handing.Kind.IDLE, {"minutes": policy.release_after})


def take_back(row: Ticket, kind: str, told: dict[str, object]) -> bool:
    """Nobody holds it any more, if its owner still does. False: somebody was quicker."""
    owner = row.assignee_id
    assert owner is not None
    if tickets.hand(row.pk, None, by=SYSTEM, held_by=owner, queue=row.queue_id) is None:
        return False
    Handing.objects.create(ticket=row, user_id=owner, queue_id=row.queue_id, kind=kind, told=told)
    return True


def _asked(since: datetime) -> QuerySet[Message]:
    """What the customer wrote before, and nobody has answered. An answer to an earlier question is none to
    this one: only from here on do they wait.
    """
    answers = Message.objects.filter(
        ticket=OuterRef("ticket"), kind=Message.Kind.REPLY, withdrawn_at=None, pk__gt=OuterRef("pk")
    )
    said = Message.objects.filter(
        ~Exists(answers.order_by()), ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER, created_at__lte=since
    )
    return said.order_by()


def _work(since: datetime) -> QuerySet[Record]:
    """What its owner has done to the ticket since, or that it came to them since."""
    theirs = Q(actor_kind="user", actor_id=OuterRef("assignee"))
    lines = Record.objects.filter(object_type="tickets.ticket", object_id=OuterRef("pk"), at__gt=since)
    return lines.filter(theirs | Q(action="ticket.assigned")).order_by()


def _drafts(since: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(ticket=OuterRef("pk"), user=OuterRef("assignee"), updated_at__gt=since)
