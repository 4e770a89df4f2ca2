"""What a process believes for some seconds instead of asking: one list, so that all can be dropped at once.

Each place that keeps such a thing says here how to drop it. Who takes the ground away under a process
(tests, a restore) calls `forget` and asks anew from then on.
"""

from __future__ import annotations

from collections.abc import Callable

_drops: list[Callable[[], object]] = []


def droppable(drop: Callable[[], object]) -> None:
    """drop: empties what the caller keeps; nothing may be lost by it but time."""
    _drops.append(drop)


def forget() -> None:
    """Drop what this process believes."""
    for drop in _drops:
        drop()
