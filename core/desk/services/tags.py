"""Tags: small words people and triage put on tickets. Triage never invents one."""

from __future__ import annotations

from typing import Any

from core.desk.models import Tag
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor


def save_tag(row: Tag | None, *, by: Actor, **values: Any) -> Tag:
    """Create (row None) or change. values: name, description, color. Raises Invalid."""
    if "name" in values:
        values["name"] = "-".join(str(values["name"]).lower().split())
    return keep(row or Tag(), values, by=by)


def delete_tag(row: Tag, *, by: Actor) -> None:
    """Tickets lose the tag."""
    remove(row, by=by)
