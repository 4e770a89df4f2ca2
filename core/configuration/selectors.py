"""The document as it stands, and those that were applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit import trail
from core.configuration.names import Names
from core.configuration.registry import sections
from core.configuration.state import state
from core.configuration.writing import write
from tenants import context
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

MANAGE = "organization.manage"
APPLIED = "configuration.applied"
KEPT = 10  # documents that can be gone back behind


class NoSuchDocument(NotFound):
    code = "configuration.unknown"
    sentence = "This document is not kept any more."


@dataclass(frozen=True, slots=True)
class Applied:
    """document: as it was brought. before: what undoes it. parts: ["added queues.Billing"]."""

    id: int
    at: datetime
    who: str
    document: str
    before: str
    parts: list[str]


def export(by: Actor) -> str:
    """As YAML; sections that this person may not arrange are left out."""
    ours = [one for one in sections() if by.may(one.needs)]
    return write(state(Names(), ours), ours)


def applied(by: Actor) -> list[Applied]:
    """The latest first; of those that this person could have applied."""
    lines = trail.history(context.current_tenant(), APPLIED).order_by("-id")[:KEPT]
    return [_applied(line) for line in lines if all(map(by.may, (line.after or {}).get("needs", ())))]


def applied_one(pk: int, by: Actor) -> Applied:
    """Raises NoSuchDocument."""
    for one in applied(by):
        if one.id == pk:
            return one
    raise NoSuchDocument


def _applied(line: Any) -> Applied:
    after, before = line.after or {}, line.before or {}
    return Applied(
        id=line.pk,
        at=line.at,
        who=line.actor_name or line.actor_kind,
        document=after.get("document", ""),
        before=before.get("document", ""),
        parts=after.get("parts", []),
    )
