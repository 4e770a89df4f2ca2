"""Ready-made sets of categories as they are offered: which there are, and how much of each is in use."""

from __future__ import annotations

from dataclasses import dataclass

from core.desk import selectors
from core.desk.starter.packs import PACKS


@dataclass(frozen=True, slots=True)
class Offered:
    """size: categories in the set, groups included; used: how many of them are in use."""

    key: str
    name: str
    line: str
    icon: str
    size: int
    used: int


def offered() -> list[Offered]:
    """All of them, in their order. No query."""
    in_use = {row.key for row in selectors.categories()}
    sets = ((pack, {one.key for one in pack.sprouts()}) for pack in PACKS.values())
    return [
        Offered(pack.key, pack.name, pack.line, pack.icon, len(keys), len(keys & in_use))
        for pack, keys in sets
    ]
