"""A list as a board: columns with their limits, lanes across them, and cards. Template: _board.html."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.desk.looks import Look
from core.tickets import selectors as tickets
from core.tickets.rules import ASSIGN, CHANGE, DELETE
from core.tickets.selectors.board import CAP
from portal.agent import columns, heading, lists, memory, rows
from portal.agent.board_laid import NO_LANE, Laid, lanes_held
from portal.agent.columns import Column

if TYPE_CHECKING:
    from core.tickets.models import Ticket

COLUMNS = (*rows.COLUMNS, "version", "status", "queue")
MOST_CARDS = 300  # of a column, that a refreshed board keeps loaded
Context = dict[str, Any]


def context(request: HttpRequest, listing: lists.Listing, seen: Look) -> Context:
    """`board` of _board.html, with "total" for the head of the list. Three queries, and one for names."""
    actor = request.actor  # type: ignore[attr-defined]
    loaded = request.GET.get("rows", "")
    size = min(max(int(loaded), CAP), MOST_CARDS) if loaded.isdecimal() and len(loaded) < 6 else CAP
    found = tickets.board(actor, listing.filters, seen.group, seen.lanes, COLUMNS, size)
    names = _names(found, seen, actor.id)
    shown = columns.of(seen.group, {value for value, _lane in found.counts}, names, actor.id)
    laid = _laid(request, listing, seen, found)
    across = _lanes(found, seen, names, actor.id)
    in_it = tickets.standing(tickets.limited()) if seen.group == "status" and tickets.limited() else {}
    heads = [laid.head(column, in_it) for column in shown]
    return {
        "total": sum(found.counts.values()),
        "board": {
            "url": listing.url(part="board"),
            "move_url": reverse("agent:board_move"),
            "group": seen.group,
            "lanes": seen.lanes,
            "columns": heads,
            "rows": [laid.row(lane, shown) for lane in across],
            "may_move": actor.may(CHANGE) or (seen.group == "assignee" and actor.may(ASSIGN)),
        },
        "may_pick": actor.may(CHANGE),
        "may_assign": actor.may(ASSIGN),
        "may_delete": actor.may(DELETE),
        "empty_state": heading.empty_state(listing, actor),
    }


def more(request: HttpRequest, listing: lists.Listing, seen: Look) -> Context:
    """The context of _board_cards.html: ?column= beyond ?cursor=. BadFilter."""
    actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("column", "")
    value = columns.value_of(seen.group, text)
    cursor = request.GET.get("cursor", "")
    found, following = tickets.column(actor, listing.filters, seen.group, value, cursor, COLUMNS)
    held = _cards(request, found)
    return {
        "cards": [held[row.pk] for row in found],
        "more_url": _more(listing, text, following),
        "may_pick": actor.may(CHANGE),
        "may_move": True,
    }


def _cards(request: HttpRequest, found: Sequence[Ticket]) -> dict[int, Context]:
    """{ticket: what its card shows}."""
    plain = rows.of(found, memory.unread(request.actor, found))  # type: ignore[attr-defined]
    return {
        row.pk: shown
        | {
            "version": row.version,
            "due": None if row.is_finished else row.due_at,
            "is_hurried": shown["due"] is not None,
        }
        for row, shown in zip(found, plain, strict=True)
    }


def _lanes(found: tickets.Board, seen: Look, names: dict[int, str], me: int) -> list[Column]:
    if not seen.lanes:
        return [NO_LANE]
    held = {lane for _value, lane in found.counts}
    return lanes_held(columns.of(seen.lanes, held, names, me), held)


def _laid(request: HttpRequest, listing: lists.Listing, seen: Look, found: tickets.Board) -> Laid:
    """Its cards with the lane of each, and the ways to those beyond."""
    held = _cards(request, [row for cards in found.cards.values() for row in cards])
    name = tickets.column_of(seen.lanes) if seen.lanes else ""
    return Laid(
        counts=found.counts,
        cards={
            value: [(getattr(row, name) if name else None, held[row.pk]) for row in cards]
            for value, cards in found.cards.items()
        },
        has_lanes=bool(name),
        more=lambda column: _more(listing, column.key, found.following.get(column.value, "")),
        rest=lambda column, lane: _narrowed(listing, seen, column, lane),
    )


def _more(listing: lists.Listing, column: str, cursor: str) -> str | None:
    return listing.url(part="column", column=column, cursor=cursor) if cursor else None


def _narrowed(listing: lists.Listing, seen: Look, column: Column, lane: Column) -> str:
    """The rest of a cell as a list."""
    return listing.url(**{seen.group: column.key, seen.lanes: lane.key, "view": None, "layout": "list"})


def _names(found: tickets.Board, seen: Look, me: int) -> dict[int, str]:
    """{colleague: name} of those who hold something, where they are columns or lanes."""
    if "assignee" not in (seen.group, seen.lanes):
        return {}
    place = 0 if seen.group == "assignee" else 1
    held = {key[place] for key in found.counts} - {None}
    return accounts.names_of({*held, me})


def choices(seen: Look) -> list[Context]:
    """The two menus above the board: what the columns and the lanes stand for."""
    groups = [
        ("status", _("Status")),
        ("priority", _("Priority")),
        ("assignee", _("Assignee")),
        ("queue", _("Queue")),
    ]
    lanes = [("", _("No lanes")), ("assignee", _("Assignee")), ("priority", _("Priority"))]
    return [
        _menu("group", _("Columns"), groups, seen.group),
        _menu("lanes", _("Lanes"), [one for one in lanes if one[0] != seen.group], seen.lanes),
    ]


def _menu(name: str, label: str, options: list[tuple[str, str]], now: str) -> Context:
    shown = [{"value": value, "name": words, "on": value == now} for value, words in options]
    return {"name": name, "label": label, "value": dict(options).get(now, ""), "options": shown}
