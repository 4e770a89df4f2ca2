"""Taking one merge out of a ticket that others were merged into as well, in whatever order.

What a merge gave the survivor stands in its row (TicketMerge.changed, tags, people). A later merge built on
that, so undoing an earlier one is as if only the others had been: the ranks are joined anew from what was
there before, and the later rows learn what they changed now, for their own undo. A column that somebody
changed since stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.models import Participant, Ticket, TicketMerge
from core.tickets.rules import status_after_merge
from core.tickets.services import own_fields, portrait
from core.tickets.services.status import STATUS_FIELDS

Values = dict[str, Any]
# columns that belong together; the first of each says whether somebody has changed them since
GROUPS = (
    ("assignee",), ("responsible",), ("type",), ("estimated_minutes",),
    ("priority",), ("urgency",), ("due_at",), ("awaits_reply",),
    ("is_escalated", "escalation_reason"), STATUS_FIELDS,
)  # fmt: skip


def take_out(survivor: Ticket, merge: TicketMerge) -> None:
    """Columns, tags and people of this merge leave the survivor, whose lock is held; its row is in hand.

    What a merge that still stands would have brought as well stays, and is that one's from now on.
    """
    later = list(
        TicketMerge.objects.select_for_update(of=("self",))
        .filter(survivor=survivor, undone_at=None, pk__gt=merge.pk)
        .select_related("merged")
        .order_by("pk")
    )
    now = portrait.of(survivor)
    back: Values = {}
    for group in (*GROUPS, *_own_fields([merge, *later])):
        back |= _without(group, merge, later, now, survivor)
    own_fields.forget_marks(survivor, back)
    portrait.put_back(survivor, back)
    survivor.tags.remove(*_only_its("tags", merge, later, tags_of))
    gone = _only_its("people", merge, later, _people)
    Participant.objects.filter(ticket=survivor, contact__in=gone).delete()
    TicketMerge.objects.bulk_update(later, ["changed", "tags", "people"])


def tags_of(ticket: Ticket) -> set[int]:
    return set(ticket.tags.values_list("pk", flat=True))


def _without(
    group: Sequence[str], merge: TicketMerge, later: Sequence[TicketMerge], now: Values, survivor: Ticket
) -> Values:
    """These columns as they would be; nothing when the merge did not change them, or somebody did since."""
    if not _is_untouched(group[0], merge, later, now, survivor):
        return {}
    has = {name: _before(name, [merge, *later], now) for name in group}
    for row in later:
        was, has = has, _joined(group, has, row.before, now, survivor)
        others = {name: pair for name, pair in row.changed.items() if name not in group}
        row.changed = others | portrait.changes(was, has)
    return has


def _is_untouched(
    name: str, merge: TicketMerge, later: Sequence[TicketMerge], now: Values, survivor: Ticket
) -> bool:
    """Whether merges alone have made the column what it is, from this one on."""
    chosen_since = name == "priority" and name in survivor.chosen  # a merge leaves a chosen one alone
    if name not in merge.changed or chosen_since:
        return False
    value = merge.changed[name][1]
    for row in later:
        was, after = row.changed.get(name, (value, value))
        if was != value:
            return False
        value = after
    return bool(now.get(name) == value)


def _before(name: str, rows: Sequence[TicketMerge], now: Values) -> Any:
    """What the column was before the first of these merges."""
    return next((row.changed[name][0] for row in rows if name in row.changed), now.get(name))


def _joined(group: Sequence[str], has: Values, gets: Values, now: Values, survivor: Ticket) -> Values:
    """The columns once a ticket with `gets` is merged in."""
    if group is STATUS_FIELDS:
        stays, joins = _category(has["status"]), _category(gets["status"])
        moves = status_after_merge(stays, [joins], survivor.awaits_reply, is_news=True) != stays
        return {name: now[name] for name in group} if moves else has
    ranks = portrait.joined(has, gets)
    return {name: ranks.get(name, has[name]) for name in group}


def _own_fields(rows: Sequence[TicketMerge]) -> list[tuple[str]]:
    """Each value of an own field for itself."""
    return [
        (name,)
        for name in sorted({*chain.from_iterable(row.changed for row in rows)})
        if own_fields.is_own(name)
    ]


def _category(pk: int) -> str:
    """A status that was deleted since counts as open: nobody is kept waiting by it."""
    status = desk.status_by_id(pk)
    return status.category if status else Status.Category.OPEN


def _only_its(
    kind: str, merge: TicketMerge, later: Sequence[TicketMerge], of: Callable[[Ticket], set[int]]
) -> set[int]:
    """Tags or people nobody else brought; the others are the later merge's from now on."""
    own = set[int](getattr(merge, kind))
    for row in later if own else ():
        too = own & of(row.merged)
        setattr(row, kind, sorted({*getattr(row, kind), *too}))
        own -= too
    return own


def _people(ticket: Ticket) -> set[int]:
    taking = Participant.objects.filter(ticket=ticket).values_list("contact_id", flat=True)
    return {ticket.contact_id, *taking}
