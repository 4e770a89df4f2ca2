"""Who keeps values of the organization's own fields: tickets, which stand above the desk, say so here.

The desk asks before it deletes a field or an option. Registered once, when the apps are ready.
"""

from __future__ import annotations

from typing import Protocol


class Holder(Protocol):
    def count(self, key: str) -> int:
        """How many rows hold a value of this field."""

    def holding(self, key: str, option: str) -> bool:
        """Whether any row holds this option of the field."""


_holders: list[Holder] = []


def holds_fields(holder: Holder) -> None:
    """Register. The same one twice is once."""
    if holder not in _holders:
        _holders.append(holder)


def count(key: str) -> int:
    return sum(one.count(key) for one in _holders)


def is_held(key: str, option: str) -> bool:
    return any(one.holding(key, option) for one in _holders)
