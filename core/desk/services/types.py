"""Types of tickets: a short list of the organization's own words."""

from __future__ import annotations

from typing import Any

from core.desk.models import TicketType
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor


def save_type(row: TicketType | None, *, by: Actor, **values: Any) -> TicketType:
    """Create (row None) or change. values: key, name, description, is_active, position. Raises Invalid.

    The key of an existing one stays: views and rules ask for it.
    """
    if row is not None:
        values.pop("key", None)
    return keep(row or TicketType(), values, by=by)


def delete_type(row: TicketType, *, by: Actor) -> None:
    """Its tickets lose it."""
    remove(row, by=by)
