"""What a colleague told the AI lately, and what became of the replies it suggested to them. Two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from ai.models import Correction, Outcome
from ai.selectors.panel import said
from core.tickets import selectors as tickets
from tenants.kernel.actor import Actor

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Corrected:
    """One value that they put right. was "": nothing had been proposed."""

    number: int
    subject: str
    field: str
    was: str
    now: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnFeedback:
    """corrections: the latest. replies: {kind of outcome: how many} of suggestions they decided on."""

    corrections: list[Corrected]
    replies: dict[str, int]


def own_feedback(actor: Actor, since: datetime) -> OwnFeedback:
    """Corrections in tickets that they may still see."""
    rows = Correction.objects.filter(
        user=actor.id, created_at__gte=since, ticket__in=tickets.visible(actor).order_by()
    )
    outcomes = Outcome.objects.filter(suggestion__decided_by=actor.id, created_at__gte=since)
    latest = rows.select_related("ticket").order_by("-id")[:SHOWN]
    return OwnFeedback(
        [_corrected(row) for row in latest],
        dict(outcomes.order_by().values_list("kind").annotate(Count("pk"))),
    )


def _corrected(row: Any) -> Corrected:
    was, now = said(row.field, row.was), said(row.field, row.value)
    return Corrected(row.ticket.number, row.ticket.subject, row.field, was, now, row.created_at)
