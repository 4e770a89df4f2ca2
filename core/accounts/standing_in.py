"""Who stands in for colleagues who are away: notifications, which know of absences, say so here.

Registered once, when the apps are ready.
"""

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[[int], frozenset[int]]
_asked: list[Ask] = []


def knows_who_stands_in(ask: Ask) -> None:
    """ask(user id) -> ids of those whose place they take now. The same one twice is once."""
    if ask not in _asked:
        _asked.append(ask)


def stood_in_for(user_id: int) -> frozenset[int]:
    """Ids of those who are away now and named this colleague as their substitute."""
    return frozenset[int]().union(*(ask(user_id) for ask in _asked))
