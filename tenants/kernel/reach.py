"""How far somebody's rights go by where a ticket lies: one level for each queue.

A level is a rung: who stands on it stands on those below, too. Rights need both, the permission by name and
the rung in the queue. Nobody with a reach of their own is asked anything more: None reaches everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Level(IntEnum):
    """NONE: the queue's tickets do not exist. OVERVIEW: their rows in lists and counts, none of their words.

    READ: all that is said, and notes. CREATE: new tickets, and those handed in from another queue. CHANGE:
    answers and every change. FULL: deleting, too.
    """

    NONE = 0
    OVERVIEW = 1
    READ = 2
    CREATE = 3
    CHANGE = 4
    FULL = 5

    @property
    def key(self) -> str:
        return self.name.lower()


LEVELS = {one.key: one for one in Level}
OWN, OTHERS = "own", "others"


@dataclass(frozen=True, slots=True)
class Reach:
    """named: (queue, level) pairs; own: in queues of own teams, None as in others; others: elsewhere."""

    others: Level = Level.FULL
    own: Level | None = None
    named: tuple[tuple[int, Level], ...] = ()

    def level(self, queue: int, *, is_own: bool) -> Level:
        """What is said of this very queue counts first."""
        for pk, level in self.named:
            if pk == queue:
                return level
        return self.own if is_own and self.own is not None else self.others


def read(*plain: Mapping[str, Any]) -> Reach | None:
    """From rows: {"others", "own": level, "12": level of queue 12}; later ones say it better.

    None when nothing is said. What nobody can read as a level is none.
    """
    said = {str(key): _level(value) for one in plain for key, value in one.items()}
    if not said:
        return None
    named = sorted((int(key), level) for key, level in said.items() if key.isdecimal())
    return Reach(said.get(OTHERS, Level.FULL), said.get(OWN), tuple(named))


def covers(held: Reach | None, given: Reach | None) -> bool:
    """Does whoever holds `held` give away no more than that? Own is compared with own: whose teams' queues
    those are, teams say."""
    if held is None:
        return True
    wide = given or Reach()
    queues = {0, *(pk for pk, _ in (*held.named, *wide.named))}  # 0: any that is not named
    sides = [(pk, is_own) for pk in queues for is_own in (True, False)]
    return all(wide.level(pk, is_own=own) <= held.level(pk, is_own=own) for pk, own in sides)


def _level(value: Any) -> Level:
    return LEVELS.get(str(value), Level.NONE)
