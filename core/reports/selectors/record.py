"""Who did what to tickets lately: the record, as far as the reader may see the tickets it speaks of.

A page looks through at most SPAN lines of the record, so that a rare kind of act in a long history costs
what any page does; `is_cut` says that there is more further back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.audit.models import Record
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from core.tickets.rules import READ_NOTES
from tenants.kernel.actor import Actor

PAGE = 60
SPAN = 20_000  # lines of the record one page looks through
TICKET = Ticket._meta.label_lower
KINDS: dict[str, tuple[str, ...]] = {
    "customers": ("ticket.opened", "ticket.heard", "ticket.aside_heard"),
    "replies": ("ticket.replied", "ticket.forwarded", "ticket.reply_withdrawn"),
    "notes": ("ticket.noted", "ticket.note_edited", "ticket.note_deleted", "ticket.note_restored"),
    "changes": (
        "ticket.changed", "ticket.checklist", "ticket.people", "ticket.linked", "ticket.unlinked",
        "ticket.woke",
    ),
    "assignments": ("ticket.assigned",),
    "moves": (
        "ticket.merged", "ticket.unmerged", "ticket.message_left", "ticket.deleted", "ticket.restored",
        "ticket.brought_back",
    ),
    "archive": ("archive.filled",),
    "advice": ("suggestion.accepted", "suggestion.rejected", "suggestion.asked_for"),
}  # fmt: skip
ARCHIVED = (
    "ticket.archived"  # thousands in one night: the feed tells of the run, that of one ticket of itself
)
RUN = "archive.filled"


def number_of(line: Record) -> int:
    """Of tickets that a line speaks of."""
    return int(line.after["number"]) if line.action == RUN and isinstance(line.after, dict) else 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What narrows the feed. kind: a key of KINDS or "". person: id of a colleague. "": all, 0: all."""

    kind: str = ""
    person: int = 0
    queue: int = 0
    ticket: int = 0  # id
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """lines: newest first. tickets: {id: ticket} that they speak of. older: cursor, 0 at the end.

    A line of RUN speaks of none: it says how many went into the archive.
    """

    lines: list[Record]
    tickets: dict[int, Ticket] = field(default_factory=dict)
    older: int = 0
    is_cut: bool = False

    def ticket_of(self, line: Record) -> Ticket | None:
        return self.tickets.get(line.object_id or 0) if line.object_type == TICKET else None

    @property
    def told(self) -> list[Record]:
        """The lines without those whose ticket has gone meanwhile."""
        return [line for line in self.lines if line.action == RUN or self.ticket_of(line)]


def feed(actor: Actor, asked: Asked, before: int = 0, size: int = PAGE) -> Feed:
    """Three statements. before: cursor of the page before, 0 for the newest."""
    top = before - 1 if before else _last()
    bottom = max(0, top - SPAN)
    rows = _narrowed(actor, asked).filter(pk__lte=top, pk__gt=bottom)
    found = list(rows.order_by("-id")[: size + 1])
    lines = found[:size]
    is_cut = len(found) <= size and bottom > 0
    older = lines[-1].pk if len(found) > size else (bottom + 1 if is_cut else 0)
    return Feed(lines, _tickets(actor, lines), older, is_cut)


def _narrowed(actor: Actor, asked: Asked) -> QuerySet[Record]:
    seen = tickets.visible(actor).order_by()
    if asked.queue:
        seen = seen.filter(queue=asked.queue)
    of_tickets = Q(Exists(seen.filter(pk=OuterRef("object_id"))), object_type=TICKET)
    actions = _actions(actor, asked)
    if _hears_of_runs(actor, asked):
        of_tickets |= Q(action=RUN)
    rows = Record.objects.filter(of_tickets, action__in=actions)
    if asked.person:
        rows = rows.filter(actor_kind="user", actor_id=asked.person)
    if asked.ticket:
        rows = rows.filter(object_id=asked.ticket)
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    return rows.filter(at__lt=asked.until) if asked.until else rows


def _actions(actor: Actor, asked: Asked) -> list[str]:
    """Who may read no notes hears of none."""
    kinds = [asked.kind] if asked.kind in KINDS else list(KINDS)
    hidden = set() if actor.may(READ_NOTES) else {"ticket.noted", "ticket.forwarded", "ticket.aside_heard"}
    found = [action for kind in kinds for action in KINDS[kind] if action not in hidden]
    return [*found, ARCHIVED] if asked.ticket and asked.kind in ("", "archive") else found


def _hears_of_runs(actor: Actor, asked: Asked) -> bool:
    """Of tickets of all queues, so nobody hears of them who may not see all, nor who asks for some."""
    return actor.kind == "user" and actor.reach is None and not (asked.queue or asked.ticket or asked.person)


def _tickets(actor: Actor, lines: Sequence[Record]) -> dict[int, Ticket]:
    ids = {line.object_id or 0 for line in lines if line.object_type == TICKET}
    rows = tickets.visible(actor).filter(pk__in=ids).only("number", "subject") if ids else ()
    return {row.pk: row for row in rows}


def _last() -> int:
    return Record.objects.order_by("-id").values_list("pk", flat=True).first() or 0
