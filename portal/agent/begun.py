"""What colleagues have begun to write here, so that nobody answers twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.tickets.rules import NOTE, REPLY
from core.tickets.selectors import Begun
from tenants.kernel.actor import Actor


def of(reader: Actor, drafts: Sequence[Begun]) -> dict[str, Any]:
    """`begun` of _begun.html. reader: whose own typing is no news on this page."""
    return {
        "reader": reader.ref,
        "drafts": [_one(reader, one) for one in drafts],
    }


def _one(reader: Actor, one: Begun) -> dict[str, Any]:
    need = NOTE if one.kind == "note" else REPLY
    names = ("by", "name", "kind", "body", "at", "shared")
    return {name: getattr(one, name) for name in names} | {
        "may_take": one.shared and one.kind != "forward" and reader.may(need)
    }
