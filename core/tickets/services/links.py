"""Links between tickets: said on one, read on both, each in its own words.

A link changes nothing that people work at: no version rises. The audit line stands on both tickets.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from core.audit import trail
from core.tickets.events import TicketLinked, TicketUnlinked
from core.tickets.models import Ticket, TicketLink
from core.tickets.rules import MOST_LINKS, RELATIONS, inverse
from core.tickets.services.rows import TicketIsDeleted, TicketIsMerged, locked_all
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

DEEPEST = 20  # generations of a family that are looked through


class BadRelation(Invalid):
    """data: relation."""

    code = "link.unknown_relation"
    sentence = "Tickets are not linked as “{relation}”."


class LinkToItself(Invalid):
    code = "link.itself"
    sentence = "A ticket is not linked with itself."


class TooManyLinks(Conflict):
    """data: ticket (label), limit."""

    code = "link.too_many"
    sentence = "{ticket} has {limit} links already."


class ParentOfItself(Conflict):
    """data: ticket, parent (labels)."""

    code = "link.circle"
    sentence = "{parent} belongs under {ticket} already. A ticket cannot be its own parent."


@transaction.atomic
def link(ticket: Ticket, other: Ticket, relation: str, *, by: Actor) -> TicketLink:
    """Say how `ticket` has to do with `other`; relation: a key of RELATIONS, "blocked_by". Twice is once.

    Raises BadRelation, LinkToItself, TicketIsMerged, TooManyLinks, ParentOfItself. Emits TicketLinked.
    """
    if relation not in RELATIONS:
        raise BadRelation(relation=relation[:40])
    if ticket.pk == other.pk:
        raise LinkToItself
    rows = locked_all([ticket.pk, other.pk])
    if gone := next((one for one in (ticket, other) if one.pk not in rows), None):
        raise TicketIsDeleted(ticket=gone.label)
    ticket, other = rows[ticket.pk], rows[other.pk]
    _check_alive(ticket, other)
    source, target, kind = _sorted(ticket, other, relation)
    if known := TicketLink.objects.filter(source=source, target=target, kind=kind).first():
        return known
    for one in (ticket, other):
        if TicketLink.objects.filter(Q(source=one) | Q(target=one)).count() >= MOST_LINKS:
            raise TooManyLinks(ticket=one.label, limit=MOST_LINKS)
    if kind == TicketLink.Kind.PARENT and target.pk in _above(source):
        raise ParentOfItself(ticket=target.label, parent=source.label)

    row = TicketLink.objects.create(source=source, target=target, kind=kind, by=by.ref, by_name=by.name[:120])
    _record("ticket.linked", ticket, other, relation, by)
    publish(TicketLinked(ticket.pk, by.ref, other.pk, relation))
    return row


@transaction.atomic
def unlink(row: TicketLink, *, by: Actor) -> None:
    """Twice is once. Emits TicketUnlinked."""
    rows = locked_all([row.source_id, row.target_id])
    if not TicketLink.objects.filter(pk=row.pk).delete()[0]:
        return
    if len(rows) < 2:  # one of them was put into the bin since: there is nobody to tell
        return
    source, target = rows[row.source_id], rows[row.target_id]
    relation = next(name for name, known in RELATIONS.items() if known == (row.kind, True))
    _record("ticket.unlinked", source, target, relation, by)
    publish(TicketUnlinked(source.pk, by.ref, target.pk, relation))


def pass_on(ticket: Ticket, survivor: Ticket) -> list[int]:
    """A merge: the merged ticket's links are the survivor's. Returns their ids; the caller holds both locks.

    What the survivor has already, or would be a link with itself, stays where it is, unseen.
    """
    has = set(_ends(TicketLink.objects.filter(Q(source=survivor) | Q(target=survivor))))
    moved = []
    for row in TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket)):
        ends = _moved(row, ticket.pk, survivor.pk)
        if ends is None or ends in has:
            continue
        has.add(ends)
        row.source_id, row.target_id, _kind = ends
        moved.append(row)
    TicketLink.objects.bulk_update(moved, ["source", "target"])
    return [row.pk for row in moved]


def give_back(ids: Iterable[int], survivor: Ticket, ticket: Ticket) -> None:
    """The merge is undone: those of its links that are still there are the ticket's again."""
    rows = list(TicketLink.objects.filter(pk__in=ids).filter(Q(source=survivor) | Q(target=survivor)))
    back = [row for row in rows if _moved(row, survivor.pk, ticket.pk)]
    for row in back:
        row.source_id, row.target_id, _kind = _moved(row, survivor.pk, ticket.pk) or (0, 0, "")
    TicketLink.objects.bulk_update(back, ["source", "target"])


def keep_following(ticket: Ticket, earlier: Ticket, *, by: Actor) -> None:
    """A ticket made just now goes on with a matter of an earlier one. Nobody else knows it yet."""
    kind = TicketLink.Kind.FOLLOWS
    TicketLink.objects.create(source=ticket, target=earlier, kind=kind, by=by.ref, by_name=by.name[:120])
    trail.record("ticket.linked", on=earlier, by=by, after=_told("followed_by", ticket))


def _sorted(ticket: Ticket, other: Ticket, relation: str) -> tuple[Ticket, Ticket, str]:
    """(source, target, kind). Of two that are related the older is the source."""
    kind, is_source = RELATIONS[relation]
    if kind == TicketLink.Kind.RELATED:
        is_source = ticket.pk < other.pk
    return (ticket, other, kind) if is_source else (other, ticket, kind)


def _moved(row: TicketLink, was: int, now: int) -> tuple[int, int, str] | None:
    """(source, target, kind) with one end elsewhere; None where both would be the same."""
    source = now if row.source_id == was else row.source_id
    target = now if row.target_id == was else row.target_id
    if source == target:
        return None
    if row.kind == TicketLink.Kind.RELATED:
        source, target = sorted((source, target))
    return source, target, row.kind


def _ends(rows: Iterable[TicketLink]) -> Iterable[tuple[int, int, str]]:
    return ((row.source_id, row.target_id, row.kind) for row in rows)


def _above(ticket: Ticket) -> set[int]:
    """The ticket, its parents, their parents."""
    found, young = {ticket.pk}, {ticket.pk}
    for _generation in range(DEEPEST):
        rows = TicketLink.objects.filter(target__in=young, kind=TicketLink.Kind.PARENT)
        young = set(rows.values_list("source_id", flat=True)) - found
        if not young:
            break
        found |= young
    return found


def _record(action: str, ticket: Ticket, other: Ticket, relation: str, by: Actor) -> None:
    trail.record(action, on=ticket, by=by, after=_told(relation, other))
    trail.record(action, on=other, by=by, after=_told(inverse(relation), ticket))


def _told(relation: str, other: Ticket) -> dict[str, str]:
    return {"relation": relation, "ticket": other.label}


def _check_alive(*tickets: Ticket) -> None:
    for ticket in tickets:
        if into := ticket.merged_into:
            raise TicketIsMerged(ticket=ticket.label, into=into.label, merged_into=into.number)
