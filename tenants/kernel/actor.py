"""Who acts. Handed from the door to the audit line, never guessed in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tenants.kernel.reach import Reach

Kind = Literal["user", "contact", "ai", "system", "operator", "rule"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a part of the system at the moment of acting.

    id: primary key inside its kind, None for ai and system. rule: one that colleagues wrote; what it does is
    bound by what binds them.
    permissions: names it holds; `system` holds all of them by nature. shut: how those of them begin that open
    nothing now, as their part of the desk is off. reach: how far they go by queue; None: everywhere.
    """

    kind: Kind
    id: int | None = None
    name: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    teams: frozenset[int] = field(default_factory=frozenset)
    reach: Reach | None = None
    shut: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """Short stable form for events and logs: "user:5", "ai", "system"."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @property
    def is_person(self) -> bool:
        return self.kind in ("user", "contact", "operator")

    def may(self, permission: str) -> bool:
        return self.holds(permission) and not permission.startswith(self.shut)

    def holds(self, permission: str) -> bool:
        """Whether it was given to them, be it of use now or not."""
        return self.kind == "system" or permission in self.permissions


SYSTEM = Actor("system", name="Deskhand")
AI = Actor("ai", name="Deskhand AI")


def parse_ref(ref: str) -> tuple[str, int | None]:
    """("user", 5) from "user:5"; ("ai", None) from "ai"."""
    kind, _, number = ref.partition(":")
    return kind, int(number) if number else None
