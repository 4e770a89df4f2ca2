"""Starter taxonomies: what a new organization's categories and tags say before anyone corrects them.

A pack is data only. Seeding copies it into the organization's own rows, keyed by `seed_key`
(= CategoryOption.key), so a later release can add rows without touching edited ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def enriched(options: Sequence[CategoryOption]) -> tuple[CategoryOption, ...]:
    """Options that still are a pack's own (same key and name) with the pack's further phrases."""
    from ai.local.packs.saas_seeds import SEEDS

    names = {leaf.key: leaf.name for leaf in load("saas").leaves()}
    return tuple(
        replace(option, phrases=tuple(SEEDS[option.key].split("|")))
        if option.key in SEEDS and names[option.key] == option.name and not option.phrases
        else option
        for option in options
    )
