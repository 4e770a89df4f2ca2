"""Starter taxonomies: what a new organization's categories and tags say before anyone corrects them.

A pack is data only. Seeding copies it into the organization's own rows, keyed by `seed_key`
(= CategoryOption.key), so a later release can add rows without touching edited ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from ai.contracts import CategoryOption, TagOption

PACKS = ("saas",)


@dataclass(frozen=True, slots=True)
class Pack:
    """categories: parents before their children; tags: the starter tags. version grows with edits."""

    name: str
    version: int
    categories: tuple[CategoryOption, ...]
    tags: tuple[TagOption, ...]

    def leaves(self) -> tuple[CategoryOption, ...]:
        """What an engine chooses from: options that are nobody's parent."""
        parents = {option.parent for option in self.categories}
        return tuple(option for option in self.categories if option.key not in parents)


@cache
def load(name: str = "saas") -> Pack:
    """The pack of this name. Raises LookupError for an unknown one."""
    if name not in PACKS:
        raise LookupError(f"no category pack named {name!r}; there are: {', '.join(PACKS)}")
    pack = import_module(f"ai.local.packs.{name}").PACK
    assert isinstance(pack, Pack)
    return pack
