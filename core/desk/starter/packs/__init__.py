"""Ready-made sets of categories for a trade, beside those every organization starts with.

A pack is data only: groups and leaves as in `core/desk/starter/taxonomy.py` and `core/desk/leaves.py`.
`services.set_pack` makes rows of it, and puts them out of use again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.desk.starter.packs import ecommerce, education, it_service
from core.desk.starter.taxonomy import Group, Leaf, Sprout, grown


@dataclass(frozen=True)
class Pack:
    """key: stable name for programs. line: for whom it is."""

    key: str
    name: str
    line: str
    icon: str
    groups: tuple[Group, ...]
    leaves: tuple[Leaf, ...]

    def sprouts(self) -> Iterator[Sprout]:
        """Its categories, each group before its leaves."""
        return grown(self.groups, self.leaves)


PACKS: dict[str, Pack] = {
    pack.key: pack
    for pack in (
        Pack(
            "ecommerce", "Online shop", "Orders, shipping, returns and products.", "shopping-cart",
            ecommerce.GROUPS, ecommerce.LEAVES,
        ),
        Pack(
            "it_service", "IT service desk", "Devices, programs, access and network of colleagues.",
            "monitor",
            it_service.GROUPS, it_service.LEAVES,
        ),
        Pack(
            "education", "School or university", "Courses, enrolment, grades and the learning platform.",
            "graduation-cap",
            education.GROUPS, education.LEAVES,
        ),
    )
}  # fmt: skip
