"""The tickets of a list as the columns of a board: how many stand in each, and the first cards of it.

Two statements whatever the board shows: one that counts, one that fetches the first of every column. A list
of open tickets shows on its board what is put aside, too: else the column of what is on hold would always be
empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from core.desk import selectors as desk
from core.desk.looks import GROUPS, LANES
from core.tickets.models import Ticket
from core.tickets.selectors.access import veil, visible
from core.tickets.selectors.inbox import ORDERS, SAYS_STATE, BadFilter, Filters, cut, inbox, page
from tenants import lately
from tenants.kernel.actor import Actor

CAP = 25  # cards of a column before more are asked for: more than a screen holds
MANY = 2_000  # tickets of a board from which on its numbers are remembered
REMEMBERED = 10  # seconds
SMALL = 0.05  # of the list: a column of fewer
MOST_COLUMNS = 30  # that hold tickets: of colleagues, those with the most
ALIVE = ("new", "open", "waiting", "on_hold")  # categories of statuses


@dataclass(frozen=True, slots=True)
class Board:
    """counts: {(value of the column, of the lane or None): tickets}; cards: {value of the column: rows};
    following: {value of the column: cursor of the cards beyond}. Values: primary keys, ranks, or None.
    """

    counts: dict[tuple[Any, Any], int]
    cards: dict[Any, list[Ticket]]
    following: dict[Any, str]

    def count(self, column: Any) -> int:
        return sum(number for (value, _lane), number in self.counts.items() if value == column)


def board(
    actor: Actor, filters: Filters, group: str, lanes: str, columns: Iterable[str], size: int = CAP
) -> Board:
    """columns: fields of a ticket that a card shows; size: cards of each column. Raises BadFilter."""
    rows = on_board(actor, filters, group, lanes)
    counts = _remembered(actor, rows, filters, group, lanes)
    totals: dict[Any, int] = {}
    for (value, _lane), number in counts.items():
        totals[value] = totals.get(value, 0) + number
    shown = sorted(totals, key=lambda value: -totals[value])[:MOST_COLUMNS]
    found = (
        veil(actor, _first(rows, group, totals, shown, filters.order, size))
        .only(*columns)
        .order_by(*ORDERS[filters.order])
    )

    held: dict[Any, list[Ticket]] = {value: [] for value in shown}
    for row in found if shown else ():
        held[getattr(row, column_of(group))].append(row)
    pages = {value: cut(cards, filters.order, size) for value, cards in held.items()}
    following = {value: cursor for value, (_cards, cursor) in pages.items() if cursor}
    return Board(counts, {value: cards for value, (cards, _cursor) in pages.items()}, following)


def column(
    actor: Actor, filters: Filters, group: str, value: Any, cursor: str, columns: Iterable[str]
) -> tuple[list[Ticket], str]:
    """The cards of one column beyond the cursor, and the next cursor. Raises BadFilter."""
    rows = on_board(actor, filters, group, "").filter(**{group: value}).only(*columns)
    return page(rows, filters.order, cursor, CAP)


def on_board(actor: Actor, filters: Filters, group: str, lanes: str) -> QuerySet[Ticket]:
    """What the board of this list shows, in the list's order."""
    if group not in GROUPS or lanes not in LANES or group == lanes:
        raise BadFilter(field="group", value=f"{group}/{lanes}"[:40])
    asks_nothing = filters.state == "open" and not filters.status and not filters.asked & SAYS_STATE
    if asks_nothing and not (filters.snoozed or filters.spam or filters.order == "back"):
        filters = replace(filters, status=ALIVE)
    return inbox(actor, filters)


def standing(statuses: Iterable[int]) -> dict[int, int]:
    """{status: tickets in it, of the whole desk}: what its limit is about."""
    rows = Ticket.objects.filter(status__in=list(statuses), merged_into=None).order_by()
    return dict(rows.values_list("status").annotate(Count("pk")))


def standing_in(actor: Actor, status: int, most: int) -> tuple[list[int], bool]:
    """(numbers of the tickets in this status that the actor may see, the oldest first; are there more)."""
    rows = visible(actor).filter(status=status, merged_into=None).order_by("pk")
    found = list(rows.values_list("number", flat=True)[: most + 1])
    return found[:most], len(found) > most


def limited() -> list[int]:
    """Statuses that hold a number of tickets at most. No query."""
    return [row.pk for row in desk.statuses() if row.wip_limit]


def forget_numbers(actor: Actor) -> None:
    """This person moved a card: their next board is counted anew, however many stand there."""
    lately.forget(_key(actor))


def _remembered(
    actor: Actor, rows: QuerySet[Ticket], filters: Filters, group: str, lanes: str
) -> dict[tuple[Any, Any], int]:
    """Counting tens of thousands costs as much as all the rest, so then a number may be some seconds old."""
    which = hashlib.sha256(repr((filters, group, lanes, actor.reach)).encode()).hexdigest()
    return lately.lately(
        _key(actor),
        REMEMBERED,
        lambda: _counts(rows, group, lanes),
        question=which,
        is_worth=lambda counts: sum(counts.values()) >= MANY,
    )


def _key(actor: Actor) -> str:
    return f"board-numbers:{actor.ref}"


def _counts(rows: QuerySet[Ticket], group: str, lanes: str) -> dict[tuple[Any, Any], int]:
    by = [group, lanes] if lanes else [group]
    bare = rows.order_by().select_related(None).values_list(*by)
    return {(found[0], found[1] if lanes else None): found[-1] for found in bare.annotate(Count("pk"))}


def _first(
    rows: QuerySet[Ticket], group: str, totals: Mapping[Any, int], values: list[Any], order: str, size: int
) -> QuerySet[Ticket]:
    """As many and one of each of these columns, as one question.

    A column that holds many is soon full, in the order of the list, and those of a status have an index of
    their own (ticket_board). Small ones of other groups would each be looked for in all of the list: they are
    ranked together, by one look.
    """
    bare = rows.select_related(None).values("pk")
    least = 0 if group == "status" else sum(totals.values()) * SMALL
    small = [value for value in values if value is not None and totals[value] < least]
    parts = [bare.filter(**{group: value})[: size + 1] for value in values if value not in small]
    if small:
        by = Window(RowNumber(), partition_by=[F(column_of(group))], order_by=ORDERS[order])
        ranked = bare.order_by().filter(**{f"{group}__in": small}).annotate(place=by)
        parts.append(ranked.filter(place__lte=size + 1).values("pk"))
    ids = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0] if parts else bare.none()
    return Ticket.objects.filter(pk__in=ids).select_related("contact", "assignee")


def column_of(group: str) -> str:
    """The attribute of a ticket whose value names its column or lane."""
    return group if group == "priority" else f"{group}_id"
