"""Reads around merging: what it would do, what it did, and which ticket somebody may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from core.desk.models import Status
from core.tickets.models import Message, Participant, SameCase, Ticket, TicketMerge
from core.tickets.rules import CHANGE, MOST_COPIES, MOST_MERGED, RUNGS, UNDO_MERGE
from core.tickets.selectors.access import NoSuchTicket, ticket_for, visible
from core.tickets.selectors.inbox import Filters, inbox
from core.tickets.selectors.reach import check_all, within
from core.tickets.selectors.search import number_of
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused

RESTING = (Status.Category.WAITING, Status.Category.ON_HOLD)
OFFERED = 8  # tickets to choose from under the search field


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging would do. survivor: goes on; tickets: the others, oldest first.

    messages: {ticket id: how many move}; strangers: tickets of other customers; reopens: the survivor is
    finished and one of the others is not; wakes: it waits or is on hold, and the customer spoke last in
    one of the others; leaving: replies that have not left yet; left_out: people who find no room in copy.
    """

    survivor: Ticket
    tickets: Sequence[Ticket]
    messages: dict[int, int]
    strangers: Sequence[Ticket]
    reopens: bool
    wakes: bool
    leaving: int
    left_out: int


def tickets_to_merge(actor: Actor, numbers: Sequence[int | str]) -> list[Ticket]:
    """The tickets with these numbers, oldest first; each must be one the actor may change. One query.

    Raises NoSuchTicket (also when only one of them is hidden), Refused.
    """
    wanted = {_number(each) for each in numbers[: MOST_MERGED + 1]}
    with_it = ("status", "contact", "merged_into__status", "merged_into__contact")
    rows = list(visible(actor).filter(number__in=wanted).select_related(*with_it))
    if missing := wanted - {row.number for row in rows}:
        raise NoSuchTicket(number=str(min(missing)))
    if not actor.may(CHANGE):
        raise Refused(permission=CHANGE)
    check_all(actor, rows, [CHANGE])
    return sorted(rows, key=lambda row: (row.created_at, row.pk))


def living(tickets: Sequence[Ticket]) -> list[Ticket]:
    """The same tickets, each merged one replaced by the one it goes on in; no ticket twice."""
    return list({row.pk: row for row in (row.merged_into or row for row in tickets)}.values())


def preview(survivor: Ticket, tickets: Sequence[Ticket]) -> Preview:
    """Two queries whatever their number. tickets: without the survivor."""
    ids = [ticket.pk for ticket in tickets]
    said = Message.objects.filter(ticket__in=ids, withdrawn_at=None).order_by().values("ticket")
    waiting = Q(undo_until__gt=clock.now())
    rows = list(said.annotate(all=Count("pk"), waiting=Count("pk", filter=waiting)))
    people = _people_after(survivor, tickets)
    return Preview(
        survivor=survivor,
        tickets=tickets,
        messages={row["ticket"]: row["all"] for row in rows},
        strangers=[ticket for ticket in tickets if ticket.contact_id != survivor.contact_id],
        reopens=survivor.is_finished and not all(ticket.is_finished for ticket in tickets),
        wakes=survivor.status.category in RESTING and any(_is_news(row, survivor) for row in tickets),
        leaving=sum(row["waiting"] for row in rows),
        left_out=max(people - MOST_COPIES, 0),
    )


def _is_news(row: Ticket, survivor: Ticket) -> bool:
    return row.awaits_reply and row.last_message_at > survivor.last_message_at


def candidates(actor: Actor, ticket: Ticket, text: str = "") -> list[Ticket]:
    """Tickets it may belong to: the same customer's, or those that match, the same customer's first."""
    own = _first_theirs(_to_change(actor, Filters(state="all", order="newest")), ticket)
    if not text.strip():
        return list(own.filter(contact=ticket.contact_id)[:OFFERED])
    found = _to_change(actor, Filters(state="all", order="newest", q=text.strip()[:200]))
    return list(_first_theirs(found, ticket)[:OFFERED])


def merge_of(actor: Actor, number: int | str) -> TicketMerge | None:
    """The merge that ended the ticket with this number; None while it goes on by itself.

    Raises NoSuchTicket (also when the survivor is hidden), Refused.
    """
    ticket = ticket_for(actor, number, CHANGE, beside=())
    row = TicketMerge.objects.filter(merged=ticket, undone_at=None).select_related("survivor").first()
    if row and not visible(actor).filter(pk=row.survivor_id).exists():
        raise NoSuchTicket(number=str(number)[:20])
    check_all(actor, [row.survivor] if row else (), [CHANGE])
    return row


def merges_into(actor: Actor, ticket: Ticket) -> QuerySet[TicketMerge]:
    """What was merged into this ticket and still is, newest first; as far as the actor may see it."""
    rows = TicketMerge.objects.filter(survivor=ticket, undone_at=None)
    if actor.reach:
        rows = rows.filter(merged__in=visible(actor).order_by().values("pk"))
    return rows.select_related("merged").order_by("-pk")


def maybe_same(ticket: Ticket) -> SameCase | None:
    """The question that nobody has answered yet, with the other ticket: if `ticket.fetched_by` may see it.
    One query."""
    asked = SameCase.objects.filter(
        ticket=ticket, state=SameCase.State.ASKED, other__merged_into=None, other__deleted_at=None
    )
    if ticket.fetched_by:
        asked = asked.filter(other__in=visible(ticket.fetched_by).order_by().values("pk"))
    return asked.select_related("other").first()


def undo_until(row: TicketMerge) -> datetime:
    return row.merged_at + UNDO_MERGE


def _to_change(actor: Actor, filters: Filters) -> QuerySet[Ticket]:
    return within(inbox(actor, filters), actor, RUNGS[CHANGE])


def _first_theirs(rows: QuerySet[Ticket], ticket: Ticket) -> QuerySet[Ticket]:
    """The same customer's first, open before finished, the last touched first."""
    theirs = Case(
        When(contact=ticket.contact_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.exclude(pk=ticket.pk).order_by(theirs, "is_finished", "-last_message_at", "-pk")


def _people_after(survivor: Ticket, tickets: Sequence[Ticket]) -> int:
    """How many would take part besides the customer. One query."""
    here = Participant.objects.filter(ticket__in=[survivor.pk, *(ticket.pk for ticket in tickets)])
    taking = set(here.order_by().values_list("contact_id", flat=True))
    return len((taking | {ticket.contact_id for ticket in tickets}) - {survivor.contact_id})


def _number(given: int | str) -> int:
    number = number_of(str(given))
    if number is None:
        raise NoSuchTicket(number=str(given)[:20])
    return number
