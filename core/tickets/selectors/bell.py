"""What calls somebody to their tickets: a customer who waits, a third party who has answered, a ticket that
was put aside and is back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Greatest

from core.tickets.models import Ticket
from core.tickets.selectors.access import visible
from tenants.kernel.actor import Actor

WAITS = Q(awaits_reply=True, is_finished=False)
LATELY = ("-spoken_at", "-id")


def spoken_to(actor: Actor, since: datetime | None = None) -> QuerySet[Ticket]:
    """Tickets of this person whose customer waits, where a third party answered last, or that are back since
    `woken_at`, with `waits` and `spoken_at`. since: that was after it."""
    mine = Q(assignee=actor.id, merged_into=None)  # in both arms, so that each takes its own index
    waits = Q(awaits_reply=True) & (Q(last_message_at__gt=since) if since else Q())
    back = Q(woken_at__gt=since) if since else Q(woken_at__isnull=False)
    open_ones = mine & Q(is_finished=False) & (waits | back)
    aside = mine & Q(aside_at__isnull=False) & (Q(aside_at__gt=since) if since else Q())
    spoken = Case(
        When(WAITS, then=Greatest("last_message_at", "aside_at", "woken_at")),
        default=Greatest("aside_at", "woken_at"),
    )
    return visible(actor).filter(open_ones | aside).annotate(waits=WAITS, spoken_at=spoken)
