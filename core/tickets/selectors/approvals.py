"""Who is asked for their word: of a ticket, of a colleague, by the link of a letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import JSONField, Q, QuerySet
from django.db.models.expressions import RawSQL

from core.accounts.standing_in import stood_in_for
from core.desk.chains import USER
from core.tickets import steps
from core.tickets.models import Approval, Ticket
from core.tickets.rules import VIEW
from core.tickets.selectors.access import reads_notes, ticket_for, visible
from tenants import secrets
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound
from tenants.secrets import BadLink

LINK = "approval"  # purpose of the signature
LINK_LIFE = timedelta(days=31)  # no link is older than the longest step
MOST_WAITING = 100


# As text for the ticket page, which brings them along in its one query. No input goes in.
APPROVALS = RawSQL(
    """(SELECT coalesce(jsonb_agg(a), '[]') FROM
        (SELECT id, question, state, steps, step, waits_for, chain, by, by_name, asked_at, due_at,
                reminded_at, ended_at, reason
           FROM tickets_approval WHERE ticket_id = tickets_ticket.id ORDER BY id DESC LIMIT 10) a)""",
    [],
    output_field=JSONField(),
)
MOMENTS = ("asked_at", "due_at", "reminded_at", "ended_at")


class NoSuchApproval(NotFound):
    code = "approval.not_found"
    sentence = "There is no such approval, or you may not see it."


@dataclass(frozen=True, slots=True)
class Asked:
    """A third party before the question. message: the one that was written to them.

    part: as core/tickets/steps.py. is_open: their word is waited for.
    """

    approval: Approval
    message: int
    part: dict[str, Any]
    is_open: bool


def approvals_of(actor: Actor, number: int | str) -> list[Approval]:
    """Of a ticket that this actor may read, the newest last. Raises NoSuchTicket, Refused."""
    ticket = ticket_for(actor, number, VIEW, beside=())
    return seen_by(actor, Approval.objects.filter(ticket=ticket).select_related("ticket"))


def seen_by(actor: Actor, rows: Iterable[Approval]) -> list[Approval]:
    """Those whose words are for this actor: who reads notes, and who is asked or asked themselves."""
    if reads_notes(actor):
        return list(rows)
    return [row for row in rows if _concerns(actor, row)]


def _concerns(actor: Actor, row: Approval) -> bool:
    return row.by == actor.ref or actor_key(actor) in steps.keys(row.steps) or is_asked(actor, row)


def read_approvals(actor: Actor, ticket: Ticket, rows: list[dict[str, Any]]) -> list[Approval]:
    """What APPROVALS has found, of those that are for this actor."""
    found = (Approval(ticket=ticket, **row | {name: _moment(row[name]) for name in MOMENTS}) for row in rows)
    return seen_by(actor, found)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def approval_for(actor: Actor, number: int | str, pk: int, to: str = VIEW) -> Approval:
    """One of a ticket in which the actor may do `to`. Raises NoSuchTicket, Refused, NoSuchApproval."""
    ticket = ticket_for(actor, number, to, beside=())
    found = seen_by(actor, Approval.objects.filter(ticket=ticket, pk=pk).select_related("ticket"))
    if not found:
        raise NoSuchApproval
    return found[0]


def waiting_for(actor: Actor) -> QuerySet[Approval]:
    """What waits for this colleague's word, or for that of those whose place they take, in tickets they may
    read, the oldest first.
    """
    rows = Approval.objects.filter(state=Approval.State.PENDING, ticket__merged_into=None)
    if actor.kind != "user":
        return rows.none()
    asked = Q(waits_for__contains=[actor.id])
    if away := stood_in_for(actor.id or 0):
        asked |= Q(pk__in=_for_others(actor, rows, away))
    mine = rows.filter(asked, ticket__in=visible(actor).order_by())
    return mine.select_related("ticket").order_by("asked_at", "pk")


def _for_others(actor: Actor, rows: QuerySet[Approval], away: frozenset[int]) -> list[int]:
    """Ids of what this colleague may decide in the place of those who are away."""
    theirs = reduce(or_, (Q(waits_for__contains=[pk]) for pk in sorted(away)))
    return [row.pk for row in rows.filter(theirs) if is_asked(actor, row)]


def pending_of(ticket: Ticket, chain: str) -> Approval:
    """What was asked by this chain and is waited for. Raises NoSuchApproval."""
    rows = Approval.objects.select_related("ticket").filter(ticket=ticket, chain=chain)
    row = rows.filter(state=Approval.State.PENDING).first()
    if row is None:
        raise NoSuchApproval
    return row


def asked_by_me(actor: Actor) -> QuerySet[Approval]:
    """What this colleague asked for and is waited for, in tickets they may read, the oldest first."""
    mine = Q(asked_by=actor.id) if actor.kind == "user" else Q(pk=None)
    rows = Approval.objects.filter(mine, state=Approval.State.PENDING, ticket__in=visible(actor).order_by())
    return rows.select_related("ticket").order_by("asked_at", "pk")


def is_asked(actor: Actor, row: Approval) -> bool:
    """Whether this colleague's word is waited for now, be it in the place of another."""
    return row.is_pending and actor.kind == "user" and whose_word(actor, row) in row.waits_for


def whose_word(actor: Actor, row: Approval) -> int:
    """For whom a colleague says yes or no: for themselves where they are asked, else for one who is away.

    Nobody speaks for two in one step, and who asks takes nobody's place in it.
    """
    me = actor.id or 0
    one = row.steps[row.step]
    if said := steps.said_by([one], f"{USER}{me}"):
        return steps.user_of(said["key"])
    if steps.named(one, f"{USER}{me}") or row.by == actor.ref:
        return me
    away = stood_in_for(me)
    return next((pk for pk in row.waits_for if pk in away), me)


def actor_key(actor: Actor) -> str:
    return f"{USER}{actor.id}" if actor.kind == "user" else ""


def approval_token(row: Approval, message: int) -> str:
    """What the link in a letter to a third party carries."""
    return secrets.sign(LINK, [row.pk, message])


def asked_by_link(token: str) -> Asked:
    """Who stands before the page of a letter's link. Raises BadLink for what is forged, ended or gone."""
    pk, message = _named(secrets.unsign(LINK, token, LINK_LIFE))
    rows = Approval.objects.select_related("ticket", "asked_by").filter(pk=pk, ticket__deleted_at=None)
    row = rows.first()
    found = steps.written(row.steps, message) if row else None
    if row is None or found is None:
        raise BadLink
    number, part = found
    is_open = row.is_pending and number == row.step and not part["state"]
    if is_open and (part["until"] is None or datetime.fromisoformat(part["until"]) <= clock.now()):
        raise BadLink
    return Asked(row, message, part, is_open)


def _named(value: Any) -> tuple[int, int]:
    match value:
        case [int(pk), int(message)]:
            return pk, message
    raise BadLink


def asked_for(pk: int, step: int) -> tuple[str, str]:
    """(who asks, the question) while this step is waited for, else ("", "")."""
    rows = Approval.objects.filter(pk=pk, step=step, state=Approval.State.PENDING)
    return rows.values_list("by_name", "question").first() or ("", "")


def decided_of(pk: int) -> tuple[int | None, bool]:
    """(who asked, whether nothing else is waited for in the ticket)."""
    row = Approval.objects.filter(pk=pk).values_list("asked_by", "ticket").first()
    if row is None:
        return None, True
    return row[0], not Approval.objects.filter(ticket=row[1], state=Approval.State.PENDING).exists()


def approval_letters(pk: int, step: int) -> tuple[Approval, list[dict[str, Any]]] | None:
    """The approval with those of the step who are to be written to; None when it is not waited for."""
    rows = Approval.objects.select_related("ticket__queue", "asked_by").filter(pk=pk, step=step)
    row = rows.filter(state=Approval.State.PENDING, ticket__deleted_at=None).first()
    return (row, steps.outsiders(row.steps[step])) if row else None
