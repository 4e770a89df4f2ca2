"""Who keeps values of the organization's own fields: tickets, which stand above the desk, say so here.

The desk asks before it deletes a field or an option. Registered once, when the apps are ready.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Holder(Protocol):
    def count(self, key: str) -> int:
        """How many rows hold a value of this field."""

    def holding(self, key: str, options: Collection[str]) -> str:
        """One of these options that some row holds; "" when none does. One look at the rows."""


_holders: list[Holder] = []


def holds_fields(holder: Holder) -> None:
    """Register. The same one twice is once."""
    if holder not in _holders:
        _holders.append(holder)


def count(key: str) -> int:
    return sum(one.count(key) for one in _holders)


def held(key: str, options: Collection[str]) -> str:
    """As Holder.holding, of all of them."""
    return next(filter(None, (one.holding(key, options) for one in _holders)), "") if options else ""
