"""One ticket goes on in another: merge, many at once, and undo within seven days.

Messages move with their ids, files and references; people and tags join. The merged ticket stays as a
signpost: its number, its reply addresses and its letters lead to the survivor, and `merged_into` always
names a ticket that is alive, however often tickets are merged on. What was there before stands in
TicketMerge, and undoing puts it back; what came later stays with the survivor.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.audit import trail
from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.events import TicketMerged, TicketUnmerged
from core.tickets.models import Draft, Message, Participant, Ticket, TicketMerge
from core.tickets.rules import MOST_MERGED, UNDO_MERGE, status_after_merge
from core.tickets.services import checklist, links, own_fields, pending, people, portrait, same, takeout
from core.tickets.services.approvals import keeping as approvals
from core.tickets.services.rows import (
    StaleTicket,
    TicketIsDeleted,
    TicketIsMerged,
    check_not_archived,
    locked_all,
    save,
)
from core.tickets.services.status import move
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid


class CannotMerge(Invalid):
    """data: limit."""

    code = "merge.invalid"
    sentence = "Choose between one and {limit} tickets, and another one that they go on in."


class DifferentCustomers(Conflict):
    """They belong to different people, who would read each other's words. data: ticket, into (labels)."""

    code = "merge.different_customers"
    sentence = "{ticket} and {into} belong to different customers. Say that they may read each other's words."


class TooLateToUndo(Conflict):
    """data: ticket (label)."""

    code = "merge.too_late"
    sentence = "{ticket} was merged more than 7 days ago. Move single messages instead."


class MergedOn(Conflict):
    """The survivor itself was merged since. data: ticket, into (labels)."""

    code = "merge.merged_on"
    sentence = "{ticket} was merged into {into} since. Undo that first."


def merge(
    ticket: Ticket, *, into: Ticket, by: Actor, join: bool = False, tell: bool | None = None
) -> TicketMerge:
    """As `merge_all`, for one ticket."""
    return merge_all([ticket], into=into, by=by, join=join, tell=tell)[0]


@transaction.atomic
def merge_all(
    tickets: Sequence[Ticket], *, into: Ticket, by: Actor, join: bool = False, tell: bool | None = None
) -> list[TicketMerge]:
    """Let the tickets go on in `into`. Those that do already are left alone; one row for each.

    join: other customers may become participants, and read what is said there. tell: the customers of the
    merged tickets get a letter with the number that goes on; None: as the mailbox says, and never those of
    another customer's ticket, who need not know its number.
    Raises CannotMerge, TicketIsMerged, DifferentCustomers. Emits TicketMerged for each.
    """
    ids = {ticket.pk for ticket in tickets}
    if not 1 <= len(ids) <= MOST_MERGED or into.pk in ids:
        raise CannotMerge(limit=MOST_MERGED)
    rows = locked_all([*ids, into.pk])
    if missing := {into.pk, *ids} - rows.keys():
        gone = next(one for one in (into, *tickets) if one.pk in missing)
        raise TicketIsDeleted(ticket=gone.label)
    survivor = rows.pop(into.pk)
    _check_alive(survivor)
    waiting = [row for row in rows.values() if row.merged_into_id != survivor.pk]
    for row in waiting:
        _check_alive(row)
        if row.contact_id != survivor.contact_id and not join:
            raise DifferentCustomers(ticket=row.label, into=survivor.label)

    for row in waiting:
        told = False if tell is None and row.contact_id != survivor.contact_id else tell
        _merge(row, survivor, by, told)
    return list(TicketMerge.objects.filter(merged__in=ids, undone_at=None).order_by("pk"))


@transaction.atomic
def unmerge(merge: TicketMerge, *, by: Actor) -> TicketMerge:
    """The merged ticket is a ticket of its own again, as it was. Twice is once.

    What was written since stays with the survivor, and what people changed there since stays changed.
    Raises TooLateToUndo, MergedOn, TicketIsDeleted. Emits TicketUnmerged.
    """
    rows = locked_all([merge.survivor_id, merge.merged_id])
    merge = TicketMerge.objects.select_for_update().get(pk=merge.pk)
    for pk, one in ((merge.survivor_id, merge.survivor), (merge.merged_id, merge.merged)):
        if pk not in rows:
            raise TicketIsDeleted(ticket=one.label)
    survivor, ticket = rows[merge.survivor_id], rows[merge.merged_id]

    if merge.undone_at:
        return merge
    if clock.now() > merge.merged_at + UNDO_MERGE:
        raise TooLateToUndo(ticket=ticket.label)
    if survivor.merged_into:
        raise MergedOn(ticket=survivor.label, into=survivor.merged_into.label)
    if ticket.merged_into_id != survivor.pk:
        raise StaleTicket(version=ticket.version)

    _give_back(merge, survivor, ticket)
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
    trail.record("ticket.unmerged", on=ticket, by=by, after={"from": survivor.label})
    trail.record("ticket.gave_back", on=survivor, by=by, after={"ticket": ticket.label})
    publish(TicketUnmerged(survivor.pk, by.ref, ticket.pk, merge.pk))
    return merge


@transaction.atomic
def unmerge_all(merges: Sequence[TicketMerge], *, by: Actor) -> list[TicketMerge]:
    """All of them, the last one first, or none: what merged many at once is taken back at once.

    Raises what unmerge raises.
    """
    locked_all({pk for one in merges for pk in (one.survivor_id, one.merged_id)})
    return [unmerge(one, by=by) for one in sorted(merges, key=lambda one: -one.pk)]


def _merge(ticket: Ticket, survivor: Ticket, by: Actor, tells: bool | None) -> None:
    """Both are locked and alive. The survivor's row is kept up to date in hand."""
    before, was = portrait.of(ticket), portrait.of(survivor)
    moved = list(ticket.messages.order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(pk__in=moved).update(ticket=survivor)
    joined = people.include(survivor, _people(ticket), by=by)
    tags = sorted(takeout.tags_of(ticket) - takeout.tags_of(survivor))
    survivor.tags.add(*tags)
    drafts = _move_drafts(ticket, survivor)
    linked, items = links.pass_on(ticket, survivor), checklist.pass_on(ticket, survivor)
    asked = approvals.pass_on(ticket, survivor)

    _take_over(survivor, ticket)
    _lay_down(ticket, survivor)
    _lead(ticket, to=survivor)
    same.answered_by_merge(ticket, survivor, by)
    row = TicketMerge.objects.create(
        survivor=survivor,
        merged=ticket,
        message_ids=moved,
        people=[one.pk for one in joined],
        tags=tags,
        drafts=drafts,
        links=linked,
        items=items,
        approvals=asked,
        before=before,
        changed=portrait.changes(was, portrait.of(survivor)),
        tells=tells,
        by=by.ref,
        by_name=by.name[:120],
    )
    trail.record("ticket.merged", on=ticket, by=by, after={"into": survivor.label})
    trail.record("ticket.took_in", on=survivor, by=by, after={"ticket": ticket.label, "messages": len(moved)})
    publish(TicketMerged(survivor.pk, by.ref, ticket.pk, row.pk))


def _take_over(survivor: Ticket, ticket: Ticket) -> None:
    """What holds for one of them holds for the one that goes on: the sooner time, the higher rank."""
    said_at = survivor.last_message_at
    portrait.recount(survivor)
    category = status_after_merge(
        survivor.status.category,
        [ticket.status.category],
        survivor.awaits_reply,
        is_news=survivor.last_message_at != said_at,
    )
    if category != survivor.status.category:
        own = category == ticket.status.category
        move(survivor, ticket.status if own else desk.default_status(category))
        if own:
            pending.pass_on(ticket, survivor)
    ranks = portrait.joined(portrait.of(survivor), portrait.of(ticket))
    if "priority" in survivor.chosen:
        ranks.pop("priority", None)
    own_fields.keep_marks(survivor, ticket, ranks)
    portrait.put_back(survivor, ranks)
    save(survivor, *portrait.COLUMNS)


def _lay_down(ticket: Ticket, survivor: Ticket) -> None:
    """Nothing waits in it any more: no list, no count, no clock."""
    ticket.merged_into = survivor
    move(ticket, desk.default_status(Status.Category.MERGED))
    ticket.awaits_reply = ticket.is_escalated = False
    ticket.due_at = None
    portrait.recount(ticket)
    save(ticket, "merged_into", *portrait.COLUMNS)


def _give_back(merge: TicketMerge, survivor: Ticket, ticket: Ticket) -> None:
    """Messages, drafts, people and tags go back; columns nobody has changed since are as before."""
    Message.objects.filter(pk__in=merge.message_ids, ticket=survivor).update(ticket=ticket)
    Draft.objects.filter(pk__in=merge.drafts, ticket=survivor).update(ticket=ticket)
    links.give_back(merge.links, survivor, ticket)
    checklist.give_back(merge.items, survivor, ticket)
    approvals.give_back(merge.approvals, survivor, ticket)

    ticket.merged_into = None
    portrait.put_back(ticket, merge.before)
    portrait.recount(ticket)
    save(ticket, "merged_into", *portrait.COLUMNS)
    _lead(ticket, to=ticket)
    portrait.recount(survivor)
    takeout.take_out(survivor, merge)
    save(survivor, *portrait.COLUMNS)
    for row in (ticket, survivor):
        pending.watch(row)


def _people(ticket: Ticket) -> list[Contact]:
    """Whose ticket it was, and who takes part in it."""
    taking = Participant.objects.filter(ticket=ticket).select_related("contact")
    return [ticket.contact, *(row.contact for row in taking)]


def _move_drafts(ticket: Ticket, survivor: Ticket) -> list[int]:
    """Drafts go along; below a draft of the same person their words are added, and they stay, too."""
    theirs = {
        (row.user_id, row.kind): row for row in Draft.objects.select_for_update().filter(ticket=survivor)
    }
    moved = []
    for draft in Draft.objects.select_for_update().filter(ticket=ticket):
        if begun := theirs.get((draft.user_id, draft.kind)):
            begun.body = f"{begun.body}\n\n{draft.body}"
            begun.version += 1
            begun.save(update_fields=["body", "version"])
        else:
            moved.append(draft.pk)
    Draft.objects.filter(pk__in=moved).update(ticket=survivor)
    return moved


def _lead(ticket: Ticket, *, to: Ticket) -> None:
    """Tickets that were merged into this one, and into those, lead there in one step."""
    family, young = set[int](), {ticket.pk}
    while young:
        rows = TicketMerge.objects.filter(survivor__in=young, undone_at=None)
        young = set(rows.values_list("merged_id", flat=True)) - family
        family |= young
    Ticket.objects.filter(pk__in=family).update(merged_into=to)


def _check_alive(ticket: Ticket) -> None:
    check_not_archived(ticket)
    if ticket.merged_into:
        into = ticket.merged_into
        raise TicketIsMerged(ticket=ticket.label, into=into.label, merged_into=into.number)
