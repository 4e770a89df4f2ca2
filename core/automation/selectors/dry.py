"""What a rule would have hit: asked of the tickets as they stand now, without doing anything.

For a trigger: tickets to which something happened in the window that it hears of, and which fulfil its
conditions today. Nothing is replayed: how a ticket stood in between, and what other rules would have made of
it, is not known; `Would` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.audit.models import Record
from core.automation import spam
from core.automation.models import Rule
from core.automation.rules import (
    ASKED,
    BREACHED,
    CHANGED,
    CUSTOMER,
    DECIDED,
    NOTE,
    OPENED,
    REPLY,
    STILL,
    WARNED,
    WOKEN,
    tree_of,
)
from core.sla.models import Clock
from core.tickets import selectors as tickets
from core.tickets.conditions import WAS, Asking, Group, as_query, fields_in
from core.tickets.conditions.values import span
from core.tickets.models import Approval, Message, Ticket
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal

WEEK = timedelta(days=7)
MOST_COUNTED = 2_000
LONGEST = 2_000  # milliseconds of one statement: somebody waits for the page
SPOKEN = {CUSTOMER: Message.Kind.CUSTOMER, REPLY: Message.Kind.REPLY, NOTE: Message.Kind.NOTE}


class TooMuch(Refusal):
    """The database would take too long."""

    code = "rule.dry_run_too_long"
    status = 503
    sentence = "Counting takes too long. Ask for a shorter time, or for less."


@dataclass(frozen=True, slots=True)
class Would:
    """count: MOST_COUNTED + 1 for more. rows: the last touched first. since: None where no window counts.

    blind: it asks how tickets stood before a change; that is taken as fulfilled.
    """

    count: int
    rows: list[Ticket]
    since: datetime | None
    blind: bool
    most: int = MOST_COUNTED

    @property
    def is_more(self) -> bool:
        return self.count > self.most


def would_hit(row: Rule, actor: Actor, *, back: timedelta = WEEK, most: int = 20) -> Would:
    """Of the tickets that the actor may see. Reads only. Raises TooMuch, BadCondition."""
    now = clock.now()
    is_trigger = row.kind == Rule.Kind.TRIGGER
    tree = tree_of(row.conditions, on_events=is_trigger and row.activator != Rule.Activator.TIME)
    since = now - back if is_trigger and row.events != [STILL] else None
    found = tickets.visible(actor).filter(as_query(tree, Asking(now)), merged_into=None)
    found = spam.without(found, tree)
    if is_trigger:
        found = found.filter(_happened(row, now - back, now))
    try:
        with transaction.atomic():
            _hurry()
            count = found.order_by()[: MOST_COUNTED + 1].count()
            rows = list(_shown(found)[:most])
    except OperationalError as error:
        raise TooMuch from error
    return Would(count, rows, since, _is_blind(tree))


def _hurry() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {LONGEST}")


def _shown(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.select_related("contact", "assignee", "status").order_by("-last_message_at", "-id")


def _is_blind(tree: Group) -> bool:
    return any(key.startswith(WAS) for key in fields_in(tree))


def _happened(row: Rule, since: datetime, now: datetime) -> Q:
    """Something that it hears of happened since."""
    parts = [_part(event, row, since, now) for event in row.events]
    return reduce(or_, parts) if parts else Q(pk__in=())


def _part(event: str, row: Rule, since: datetime, now: datetime) -> Q:
    if event == OPENED:
        return Q(created_at__gte=since)
    if event == CHANGED:
        label = Ticket._meta.label_lower
        lines = Record.objects.filter(
            object_type=label, object_id=OuterRef("pk"), action__in=("ticket.changed", "ticket.assigned")
        )
        return Q(updated_at__gte=since) & Q(Exists(lines.filter(at__gte=since)))
    if event in SPOKEN:
        said = Message.objects.filter(ticket=OuterRef("pk"), kind=SPOKEN[event], created_at__gte=since)
        return Q(Exists(said)) & (Q(message_count__gt=1) if event == CUSTOMER else Q())
    if event in (ASKED, DECIDED):
        when = {"asked_at__gte" if event == ASKED else "ended_at__gte": since}
        return Q(Exists(Approval.objects.filter(ticket=OuterRef("pk"), **when)))
    if event == STILL:
        return Q(status_since__lte=now - span(row.after)) if row.after else Q(pk__in=())
    if event == WOKEN:
        return Q(woken_at__gte=since)
    clocks = Clock.objects.filter(ticket=OuterRef("pk"))
    told = clocks.filter(breached_at__gte=since) if event == BREACHED else clocks.filter(told_at__gte=since)
    return Q(Exists(told)) if event in (BREACHED, WARNED) else Q(pk__in=())
