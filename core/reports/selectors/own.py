"""What waits for one colleague: short lists of the tickets they hold, the most pressing first."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery

from core.audit.models import Record
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from core.tickets.selectors.reach import queues_at
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.reach import Level

LATELY = timedelta(days=7)  # what was assigned within it is new to somebody


def alerts(actor: Actor) -> QuerySet[Ticket]:
    """With a promise that runs, what is due first in front."""
    return _listed(actor, assignee="me", order="due")


def pending(actor: Actor) -> QuerySet[Ticket]:
    """The customer spoke last; who waits longest in front."""
    return _listed(actor, assignee="me", awaits_reply=True, order="oldest")


def assigned(actor: Actor) -> QuerySet[Ticket]:
    """Given to me, or taken, in the last seven days and still open, the latest in front. With `given_at`."""
    given = Record.objects.filter(
        object_type=Ticket._meta.label_lower, object_id=OuterRef("pk"), action="ticket.assigned",
        at__gte=clock.now() - LATELY,
    )  # fmt: skip
    latest = given.order_by().values("object_id").annotate(at=Max("at")).values("at")
    rows = _listed(actor, assignee="me").annotate(given_at=Subquery(latest))
    return rows.filter(given_at__isnull=False).order_by("-given_at", "-id")


def pool(actor: Actor) -> QuerySet[Ticket]:
    """What nobody holds, the most urgent in front."""
    return _listed(actor, assignee="none").select_related(None).only("number", "subject")


def _listed(actor: Actor, **asked: object) -> QuerySet[Ticket]:
    """Of those that they may read: what is open to an overview alone has words that are not theirs."""
    rows = tickets.inbox(actor, tickets.Filters(**asked))  # type: ignore[arg-type]
    readable = queues_at(actor, Level.READ)
    return rows if readable is None else rows.filter(queue__in=readable)
