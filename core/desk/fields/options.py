"""The options of a field: a list in order, each with a key that never changes; trees name the one above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Option = Mapping[str, Any]
MOST, DEEPEST = 300, 5


def above(options: Iterable[Option], key: str) -> list[str]:
    """Keys of the options above this one, nearest first."""
    parents = {one["key"]: one.get("parent") or "" for one in options}
    found: list[str] = []
    while (key := parents.get(key, "")) and key not in found:
        found.append(key)
    return found


def depth(options: Sequence[Option], key: str) -> int:
    """0 for one that has none above it."""
    return len(above(options, key))


def option(options: Iterable[Option], key: Any) -> Option | None:
    return next((one for one in options if one["key"] == key), None)
