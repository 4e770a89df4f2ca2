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
    """Ids in the order that these positions ask for; what is not named keeps its place."""
    return [row.pk for row in sorted(found, key=lambda row: (positions.get(row.name, row.place), row.place))]


def save_placed(save: Callable[..., Any], row: Any, key: str, values: dict[str, Any], **more: Any) -> Any:
    """By the form's service. A place is no change of the thing: all are put in order afterwards."""
    values.pop("place", None)
    if row and not values:
        return row
    return save(row, **more, **({} if row else {"name": key}) | values)
