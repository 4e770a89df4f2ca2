"""A ticket with what its page shows beside the conversation, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from core.tickets.models import Draft, Ticket
from core.tickets.rules import VIEW
from core.tickets.selectors.access import ticket_for
from tenants.kernel.actor import Actor

OTHERS = 11  # enough to tell "ten" from "more"


@dataclass(frozen=True, slots=True)
class Other:
    """Another ticket of the same customer."""

    number: int
    subject: str
    status_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """drafts: {kind: {"body", "suggestion"}} of the reader; others: newest first, at most OTHERS."""

    ticket: Ticket
    tags: list[str] = field(default_factory=list)
    drafts: dict[str, dict[str, str]] = field(default_factory=dict)
    others: list[Other] = field(default_factory=list)


def opened(actor: Actor, number: int | str, to: str = VIEW) -> Opened:
    """As `ticket_for`, with tags, own drafts, the customer's other tickets. NoSuchTicket, Refused."""
    row: Any = ticket_for(actor, number, to, tag_names=_tags(), begun=_drafts(actor), beside=_others())
    return Opened(
        ticket=row,
        tags=row.tag_names,
        drafts={one["kind"]: one for one in row.begun},
        others=[Other(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in row.beside],
    )


def _tags() -> ArraySubquery:
    links = Ticket.tags.through.objects.filter(ticket=OuterRef("pk")).order_by("tag__name")
    return ArraySubquery(links.values("tag__name"))


def _drafts(actor: Actor) -> ArraySubquery:
    mine = Draft.objects.filter(ticket=OuterRef("pk"), user_id=actor.id if actor.kind == "user" else None)
    plain = JSONObject(kind=F("kind"), body=F("body"), suggestion=F("suggestion"))
    return ArraySubquery(mine.values_list(plain, flat=True))


def _others() -> ArraySubquery:
    rest = Ticket.objects.filter(contact=OuterRef("contact")).exclude(pk=OuterRef("pk")).order_by("-pk")
    plain = JSONObject(
        number=F("number"), subject=F("subject"), status_id=F("status_id"), at=F("last_message_at")
    )
    return ArraySubquery(rest.values_list(plain, flat=True)[:OTHERS])
