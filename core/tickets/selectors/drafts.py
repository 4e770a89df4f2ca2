"""What has been begun to write at a ticket, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from core.tickets.models import Draft
from core.tickets.rules import VIEW
from core.tickets.selectors.access import reads_notes, ticket_for
from tenants.kernel import clock
from tenants.kernel.actor import Actor

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drafted:
    """body: "" of a colleague's where the queue shares no drafts."""

    kind: str
    by: int
    name: str
    is_mine: bool
    body: str
    version: int
    at: datetime


def drafts(actor: Actor, number: int | str) -> list[Drafted]:
    """One's own, and those of colleagues from the last days, the newest first. NoSuchTicket, Refused."""
    ticket = ticket_for(actor, number, VIEW)
    me = actor.id if actor.kind == "user" else None
    lately = Q(user=me) | Q(updated_at__gt=clock.now() - LATELY)
    rows = Draft.objects.filter(lately, ticket=ticket).select_related("user").order_by("-updated_at")
    if not reads_notes(actor):
        rows = rows.filter(Q(user=me) | Q(kind="reply"))
    return [_of(row, me, ticket.queue.shares_drafts) for row in rows]


def _of(row: Draft, me: int | None, is_shared: bool) -> Drafted:
    is_mine = row.user_id == me
    body = row.body if is_mine or is_shared else ""
    return Drafted(row.kind, row.user_id, row.user.name, is_mine, body, row.version, row.updated_at)
