"""What differs between two states of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from core.configuration.state import State, Thing

What = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """values: {part: (old, new)} of those that differ; of what is added or removed one side is None."""

    section: str
    key: str
    what: What
    values: dict[str, tuple[Any, Any]]

    def plain(self) -> dict[str, Any]:
        parts = [{"part": part, "old": old, "new": new} for part, (old, new) in self.values.items()]
        return {"section": self.section, "key": self.key, "what": self.what, "parts": parts}


def differences(before: State, after: State) -> list[Change]:
    """In the order of the sections, then by key."""
    pairs = ((section, was, after.get(section, {})) for section, was in before.items())
    return [
        change
        for section, was, now in pairs
        for key in sorted({*was, *now})
        if (change := _change(section, key, was.get(key), now.get(key)))
    ]


def _change(section: str, key: str, old: Thing | None, new: Thing | None) -> Change | None:
    if old is None and new is not None:
        return Change(section, key, "added", {part: (None, value) for part, value in new.items()})
    if new is None and old is not None:
        return Change(section, key, "removed", {part: (value, None) for part, value in old.items()})
    if old is None or new is None or old == new:
        return None
    values = {part: (value, new.get(part)) for part, value in old.items() if value != new.get(part)}
    return Change(section, key, "changed", values)
