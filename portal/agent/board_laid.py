"""A board as its template takes it, whatever stands on its cards: heads with their limits, lanes, cells.

Tickets (board.py) and tasks (task_board.py) are laid out alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.agent.columns import Column

Context = dict[str, Any]
NO_LANE = Column("", "", None)  # where a board has no lanes, there is one without a name


@dataclass(frozen=True, slots=True)
class Laid:
    """counts: {(value of the column, of the lane or None): number}; cards: {value of the column: [(value of
    the lane, card)]}. more(column): the way to the cards beyond, or None; rest(column, lane): what is left of
    a cell as a list.
    """

    counts: Mapping[tuple[Any, Any], int]
    cards: Mapping[Any, list[tuple[Any, Context]]]
    has_lanes: bool
    more: Callable[[Column], str | None]
    rest: Callable[[Column, Column], str]

    def head(self, column: Column, in_it: Mapping[Any, int]) -> Context:
        """limit: how many it may hold; standing: what it holds of the whole desk, where a limit asks."""
        limit = column.limit or 0
        standing = in_it.get(column.value, 0) if limit else 0
        return {
            "key": column.key,
            "name": column.name,
            "kind": column.kind,
            "icon": column.icon,
            "count": sum(number for (value, _lane), number in self.counts.items() if value == column.value),
            "limit": column.limit,
            "is_hard": column.is_hard,
            "standing": standing,
            "is_full": bool(limit) and standing >= limit,
            "is_over": bool(limit) and standing > limit,
            "is_done": column.is_done,
        }

    def row(self, lane: Column, columns: Iterable[Column]) -> Context:
        """One row across the board, with a cell for every column."""
        total = sum(number for (_value, value), number in self.counts.items() if value == lane.value)
        cells = [self._cell(column, lane) for column in columns]
        return {"key": lane.key, "name": lane.name, "icon": lane.icon, "count": total, "cells": cells}

    def _cell(self, column: Column, lane: Column) -> Context:
        every = self.cards.get(column.value, ())
        held = [card for value, card in every if value == lane.value or not self.has_lanes]
        more = None if self.has_lanes else self.more(column)
        rest = self.counts.get((column.value, lane.value if self.has_lanes else None), 0) - len(held)
        has_rest = rest > 0 and more is None
        return {
            "key": column.key,
            "cards": held,
            "more_url": more,
            "rest": rest if has_rest else 0,
            "rest_url": self.rest(column, lane) if has_rest else "",
        }


def lanes_held(every: list[Column], held: Collection[Any]) -> list[Column]:
    """Those in which something stands; one, where nothing does."""
    return [lane for lane in every if lane.value in held] or every[:1]
