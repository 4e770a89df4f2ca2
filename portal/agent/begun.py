"""What colleagues have begun to write here, so that nobody answers twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.tickets.selectors import Begun
from tenants.kernel.actor import Actor


def of(reader: Actor, drafts: Sequence[Begun]) -> dict[str, Any]:
    """`begun` of _begun.html. reader: whose own typing is no news on this page."""
    return {
        "reader": reader.ref,
        "drafts": [{"name": one.name, "kind": one.kind, "body": one.body, "at": one.at} for one in drafts],
    }
