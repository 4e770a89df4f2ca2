"""What sections share whose things stand in an order, and are told their place by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def placed(rows: Iterable[Any]) -> list[Any]:
    """rows: in their order. Each with `place`: where it stands."""
    found = list(rows)
    for place, row in enumerate(found):
        row.place = place
    return found


def order_of(found: Iterable[Any], positions: Mapping[str, int]) -> list[int]:
    """Ids with those that are named at their positions, from 0; the others keep their order around them.

    A position behind the end is the end.
    """
    rows = list(found)
    ordered = [row for row in rows if row.name not in positions]
    named = sorted((row for row in rows if row.name in positions), key=lambda row: positions[row.name])
    for row in named:
        ordered.insert(positions[row.name], row)
    return [row.pk for row in ordered]


def misplaced(found: Iterable[Any], positions: Mapping[str, int]) -> dict[str, int]:
    """{name: where it stands} of those that stand somewhere else: two shall be at one place, or a gap."""
    rows = list(found)
    return {
        row.name: row.place
        for row in rows
        if row.name in positions
        and row.place != positions[row.name]
        and (row.place > positions[row.name] or positions[row.name] < len(rows))
    }


def save_placed(save: Callable[..., Any], row: Any, key: str, values: dict[str, Any], **more: Any) -> Any:
    """By the form's service. A place is no change of the thing: all are put in order afterwards."""
    values.pop("place", None)
    if row and not values:
        return row
    return save(row, **more, **({} if row else {"name": key}) | values)
